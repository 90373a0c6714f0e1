#include "renderer/process/sandbox_steps.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ipc/learning.h"
#include "renderer/sandbox/capabilities.h"
#include "renderer/sandbox/landlock.h"
#include "renderer/sandbox/resource_limits.h"
#include "renderer/sandbox/self_test.h"
#include "renderer/sandbox/system_call_policy.h"

namespace bulkhead {
namespace {

StepResult From(const Result<void>& result, const char* what) {
  return result ? StepResult::Done() : StepResult::Failed(result.error().value(), what);
}

// As EnterFilter. Between the two calls a thread that makes a forbidden call waits.
StepResult EnterTellingFilter(StartUp& start_up) {
  Result<UniqueFd> listener = InstallTellingFilter(start_up.filter);
  if (!listener) {
    return StepResult::Failed(listener.error().value(), listener.error().value() == EINVAL
                                                            ? "learning needs Linux 5.7"
                                                            : "a filter with a listener");
  }
  StepResult handed_over =
      From(HandOverListener(start_up.listeners.renderers.get(), std::move(*listener)), "hand the listener over");
  start_up.listeners.renderers.Reset();
  return handed_over;
}

}  // namespace

StepResult BuildRendererFilter(StartUp& start_up) {
  std::string error;
  const bool learning = start_up.config.learning();
  start_up.filter = BuildFilter(RendererPolicy({.faults = start_up.config.faults(), .learning = learning}), kThisMachine,
                                &error, learning ? Unlisted::kTell : Unlisted::kTrap);
  if (start_up.filter.empty()) {
    return StepResult::Failed(0, error);
  }
  // The browser knows this state, and goes on expecting a filter.
  return learning ? StepResult::Skipped(kLearning) : StepResult::Done();
}

StepResult PrepareLearning(StartUp& start_up) {
  if (!start_up.config.learning()) {
    return StepResult::Done();
  }
  Result<ListenerSockets> sockets = CreateListenerSockets();
  if (!sockets) {
    return StepResult::Failed(sockets.error().value(), "a socket for listeners");
  }
  start_up.listeners = std::move(*sockets);
  return StepResult::Done();
}

StepResult PrepareLandlock(StartUp& start_up) {
  Result<UniqueFd> ruleset = CreateDenyAllRuleset();
  if (!ruleset) {
    return StepResult::Failed(ruleset.error().value(), "landlock_create_ruleset");
  }
  start_up.landlock = std::move(*ruleset);
  return StepResult::Done();
}

StepResult DropCapabilities(StartUp& start_up) {
  if ((start_up.namespaces & CLONE_NEWUSER) == 0) {
    return StepResult::Skipped("the bounding set stays: needs a user namespace");
  }
  if (const Result<void> emptied = EmptyBoundingSet(); !emptied) {
    return From(emptied, "empty the bounding set");
  }
  return From(SetCapabilities(kOnlySysAdmin, kNoCapabilities), "capset");
}

StepResult RaiseSysAdmin(StartUp& start_up) {
  if ((start_up.namespaces & CLONE_NEWUSER) == 0) {
    return StepResult::Done();  // there is none to raise
  }
  return From(SetCapabilities(kOnlySysAdmin, kOnlySysAdmin), "capset");
}

StepResult EnterLandlock(RendererBirth& birth) {
  UniqueFd& ruleset = birth.start_up.landlock;
  if (!ruleset.valid()) {
    return StepResult::Skipped("no ruleset");
  }
  const Result<void> entered = EnterRuleset(ruleset.get());
  ruleset.Reset();
  return From(entered, "landlock_restrict_self");
}

StepResult GiveUpCapabilities(RendererBirth&) {
  return From(SetCapabilities(kNoCapabilities, kNoCapabilities), "capset");
}

StepResult LimitResources([[maybe_unused]] RendererBirth& birth) {
  for (const ResourceLimit& limit : RendererLimits()) {
    if (const Result<void> set = SetLimit(limit.resource, limit.value); !set) {
      return From(set, limit.name);
    }
  }
#ifndef BULKHEAD_SANITIZED  // a sanitizer's shadow grows by terabytes
  if (birth.start_up.mapped_bytes == 0) {
    return StepResult::Failed(0, "RLIMIT_AS: what is mapped at the start is not known without /proc");
  }
  return From(SetLimit(RLIMIT_AS, birth.start_up.mapped_bytes + kAddressSpaceGrowth), "RLIMIT_AS");
#else
  return StepResult::Done();
#endif
}

StepResult ForbidTasks(RendererBirth&) {
  return From(SetLimit(RLIMIT_NPROC, 0), "RLIMIT_NPROC");
}

StepResult EnterFilter(RendererBirth& birth) {
  FilterProgram& filter = birth.start_up.filter;
  if (filter.empty()) {
    return StepResult::Skipped("no filter");
  }
  NameOwnPid(filter, static_cast<uint32_t>(::getpid()));  // 1 where it has a PID namespace
  if (birth.start_up.config.learning()) {
    return EnterTellingFilter(birth.start_up);
  }
  if (const int error = InstallFilter(filter); error != 0) {
    return StepResult::Failed(error, "seccomp");
  }
  return StepResult::Done();
}

StepResult TestFilter(RendererBirth& birth) {
  if (birth.start_up.filter.empty()) {
    return StepResult::Skipped("no filter");
  }
  return FilterAnswers() ? StepResult::Done() : StepResult::Failed(0, "the filter is not in force");
}

}  // namespace bulkhead
