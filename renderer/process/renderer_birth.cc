#include "renderer/process/renderer_birth.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "ipc/os/memfd.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/process/start_up_order.h"
#include "renderer/process/zygote_steps.h"
#include "renderer/probe/probe_preparation.h"
#include "renderer/sandbox/thread_guard.h"

namespace bulkhead {
namespace {

// Steps go into the crash area: the sockets may not be used yet.
class BirthObserver final : public StepObserver {
 public:
  void OnStep(const char*) override {}
  void OnStepDone(const char* name) override { NoteStartupStep(name); }
  [[noreturn]] void OnStepFailed(const char* name, const StepResult& result) override {
    FailStartup(name, result.error, result.why.c_str());
  }
};

StepResult CloseBetween(int first, int last) {
  if (first <= last && ::syscall(SYS_close_range, first, last, 0) != 0) {
    return StepResult::Failed(errno, "close_range");
  }
  return StepResult::Done();
}

// Everything above the fixed numbers goes, but for the engine's own.
StepResult CloseOthers(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  int first = kFramesDescriptor + 1;
  for (const int fd : kept) {
    if (StepResult closed = CloseBetween(first, fd - 1); closed.kind == StepResult::Kind::kFailed) {
      return closed;
    }
    first = fd + 1;
  }
  if (::syscall(SYS_close_range, first, ~0U, 0) != 0) {
    return StepResult::Failed(errno, "close_range");
  }
  return StepResult::Done();
}

// What the engine opened in init keeps its number and becomes this renderer's own: even a shared offset or counter would be a
// channel between renderers. A file is a sealed copy of what it said, an eventfd is a fresh one; the random device has nothing
// to share and stays.
StepResult MakeOwn(int fd) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) {
    return StepResult::Failed(errno, "fstat");
  }
  if (S_ISCHR(status.st_mode)) {
    // The engine opened it to survive an exec.
    return ::fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 ? StepResult::Done() : StepResult::Failed(errno, "F_SETFD");
  }
  if (!S_ISREG(status.st_mode)) {
    const UniqueFd own(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!own.valid() || ::dup3(own.get(), fd, O_CLOEXEC) < 0) {
      return StepResult::Failed(errno, "an eventfd of its own");
    }
    return StepResult::Done();
  }
  char text[256];
  const ssize_t got = ::pread(fd, text, sizeof(text), 0);
  if (got < 0) {
    return StepResult::Failed(errno, "read an engine's file");
  }
  Result<UniqueFd> copy = CreateSealedCopy("engine", {text, static_cast<size_t>(got)});
  if (!copy) {
    return StepResult::Failed(copy.error().value(), "copy an engine's file");
  }
  if (::dup3(copy->get(), fd, O_CLOEXEC) < 0) {
    return StepResult::Failed(errno, "dup3");
  }
  return StepResult::Done();
}

}  // namespace

void RunRenderer(StartUp& start_up, UniqueFd zygote_socket, std::vector<UniqueFd> descriptors) {
  RendererBirth birth{start_up, std::move(zygote_socket), std::move(descriptors), nullptr, nullptr};
  BirthObserver observer;
  RunSteps(RendererOrder(), start_up, birth, observer, -1);
  // init could only promise what a renderer does to itself. Before Hello, so that the browser knows when it is live.
  for (const auto& [layer, state] : start_up.layers.All("applied")) {
    if (state != "applied") {
      NoteMissingLayer(layer, state);
    }
  }
  const int code = birth.threads->Run();
  // The threads of the page are still there: destructors would run under them.
  ::_exit(code);
}

StepResult MapCrashArea(RendererBirth& birth) {
  Result<SharedMapping> mapping =
      SharedMapping::Create(birth.descriptors[RendererBirth::kCrashArea].get(), kCrashAreaBytes);
  if (!mapping) {
    return StepResult::Failed(mapping.error().value(), "mmap");
  }
  // For the life of the process: whoever crashes last still writes there.
  auto* kept = new SharedMapping(std::move(*mapping));
  birth.area = reinterpret_cast<CrashArea*>(kept->bytes().data());
  birth.descriptors[RendererBirth::kCrashArea].Reset();
  InstallCrashHandlers(birth.area);
  RegisterCrashThread("main");
  return StepResult::Done();
}

StepResult LeaveZygote(RendererBirth& birth) {
  birth.zygote_socket.Reset();
  return ZygoteDieWithInit(birth.start_up);
}

StepResult LeaveProcessGroup(RendererBirth&) {
  // Process groups cross PID namespaces: kill(0) would reach the others.
  if (::setpgid(0, 0) != 0) {
    return StepResult::Failed(errno, "setpgid");
  }
  return StepResult::Done();
}

StepResult ArrangeDescriptors(RendererBirth& birth) {
  // Away from the fixed numbers first: one could be another's goal.
  auto away = [&birth](RendererBirth::Descriptor which) {
    return UniqueFd(::fcntl(birth.descriptors[which].get(), F_DUPFD_CLOEXEC, kFramesDescriptor + 1));
  };
  const UniqueFd control = away(RendererBirth::kControl);
  const UniqueFd frames = away(RendererBirth::kFrames);
  const UniqueFd log = away(RendererBirth::kLogPipe);
  birth.descriptors.clear();
  const std::pair<int, int> moves[] = {{log.get(), kLogDescriptor},
                                       {log.get(), kLogDescriptor + 1},
                                       {control.get(), kControlDescriptor},
                                       {frames.get(), kFramesDescriptor}};
  for (const auto& [from, to] : moves) {
    if (from < 0 || ::dup3(from, to, O_CLOEXEC) < 0) {
      return StepResult::Failed(errno, "dup3");
    }
  }
  if (birth.start_up.Disabled("descriptors")) {
    return StepResult::Done();  // for study: what init held is shared with the siblings
  }
  for (const int fd : birth.start_up.engine_descriptors) {
    if (StepResult replaced = MakeOwn(fd); replaced.kind == StepResult::Kind::kFailed) {
      return replaced;
    }
  }
  std::vector<int> kept = birth.start_up.engine_descriptors;
  if (birth.start_up.listeners.renderers.valid()) {
    kept.push_back(birth.start_up.listeners.renderers.get());  // until the filter is in force
  }
  return CloseOthers(std::move(kept));
}

StepResult ForbidDumps(RendererBirth&) {
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) {
    return StepResult::Failed(errno, "PR_SET_DUMPABLE");
  }
  return StepResult::Done();
}

StepResult RenewEngine(RendererBirth& birth) {
  birth.start_up.engine->AfterFork();
  return StepResult::Done();
}

StepResult StartThreads(RendererBirth& birth) {
  RendererSetup setup;
  setup.control = UniqueFd(kControlDescriptor);
  setup.frames = UniqueFd(kFramesDescriptor);
  setup.crash_area = birth.area;
  setup.engine = birth.start_up.engine.get();
  setup.workers = birth.start_up.config.workers();
  setup.faults = birth.start_up.config.faults();
  setup.page_faults = setup.faults && birth.start_up.config.page_faults();
  if (birth.start_up.config.probing()) {
    setup.probing = PrepareProbing(birth.start_up.probed_memory);
  }
  setup.build = birth.start_up.config.build();
  Result<std::unique_ptr<RendererThreads>> threads = RendererThreads::Start(std::move(setup));
  if (!threads) {
    return StepResult::Failed(threads.error().value(), "start threads");
  }
  birth.threads = std::move(*threads);
  FixThreads();
  return StepResult::Done();
}

}  // namespace bulkhead
