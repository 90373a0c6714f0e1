#include "browser/core/cause_of.h"

#include <csignal>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

#include "browser/core/system_call_name.h"
#include "ipc/crash_area.h"

namespace bulkhead {
namespace {

// Addresses this far below a stack's low end are its guard, or a large frame that jumped over it; this far above it
// the last page of the stack itself.
constexpr uint64_t kBelowStack = 1024 * 1024;
constexpr uint64_t kAboveLow = 64 * 1024;

std::string Hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

std::string StatusText(const std::optional<int>& status) {
  if (!status) {
    return "unknown";
  }
  if (WIFSIGNALED(*status)) {
    return "killed by " + SignalName(WTERMSIG(*status));
  }
  return "exit code " + std::to_string(WEXITSTATUS(*status));
}

// sigaction(2): what somebody sent (kill, tgkill, sigqueue; abort() to itself) happened at no address.
bool HasAddress(const CrashCopy::Thread& record) {
  return record.code > 0;
}

std::string RecordText(const CrashCopy::Thread& thread) {
  return SignalName(thread.signal) + (HasAddress(thread) ? " at " + Hex(thread.address) : "") + " in " +
         (thread.name.empty() ? "an unnamed thread" : thread.name) + (thread.complete ? "" : ", incomplete");
}

std::string LateThreadsText(const CrashCopy& record, std::span<const ModuleRange> modules) {
  std::string text = std::to_string(record.late_threads) + " late threads refused";
  const std::vector<RawFrame> frames = RawFrames(record.late_thread_frames, modules);
  if (!frames.empty()) {
    text += ", the first asked for by " + frames.front().module + "+" + Hex(frames.front().offset);
  }
  return text;
}

bool Agrees(const CrashCopy::Thread& record, const std::optional<int>& status) {
  if (!status) {
    return true;  // nobody contradicts it
  }
  if (WIFSIGNALED(*status)) {
    return WTERMSIG(*status) == record.signal;
  }
  return WIFEXITED(*status) && WEXITSTATUS(*status) == SignalExit(record.signal);
}

bool IsStackOverflow(const CrashCopy::Thread& record) {
  if ((record.signal != SIGSEGV && record.signal != SIGBUS) || record.stack_low <= kBelowStack || record.code <= 0) {
    return false;
  }
  return record.address >= record.stack_low - kBelowStack && record.address < record.stack_low + kAboveLow;
}

// What the C library says before it aborts because its heap is broken.
bool IsHeapComplaint(std::string_view message) {
  constexpr std::string_view kBeginnings[] = {"free(): ", "malloc(): ", "malloc_consolidate(): ", "realloc(): ",
                                              "munmap_chunk(): ", "corrupted ", "double free or corruption"};
  return std::ranges::any_of(kBeginnings, [&](std::string_view begin) { return message.starts_with(begin); });
}

// Beside the signal: what made it, where that can be told. Empty: the signal says it all.
std::string KindOf(const CrashCopy::Thread& record) {
  if (!record.complete || record.walk_faulted) {
    return "partial stack";
  }
  if (IsStackOverflow(record)) {
    return "stack overflow";
  }
  if (record.code <= 0 && record.sender_pid == 0) {
    return "sent from outside";
  }
  if (record.signal != SIGABRT) {
    return {};
  }
  if (record.uncaught_exception) {
    return "uncaught exception";
  }
  if (record.message.find("double free") != record.message.npos) {
    return "double free";
  }
  return IsHeapComplaint(record.message) ? "broken heap" : "";
}

Death FromRecord(const CrashCopy::Thread& record, std::span<const ModuleRange> modules) {
  Death death;
  death.cause = Cause::kSignalled;
  DeathDetail& detail = death.detail;
  // By the filter; one that somebody sent is a signal like others.
  if (record.signal == SIGSYS && record.code > 0) {
    const SystemCallName call = NameSystemCall(record.call, record.call_architecture);
    death.cause = Cause::kSandboxViolation;
    detail.syscall = call.name;
    detail.args = record.arguments;
    if (!call.abi.empty()) {
      detail.kind = call.abi + " call";
    }
  }
  detail.signal = SignalName(record.signal);
  detail.code = record.code;
  if (HasAddress(record)) {
    detail.address = record.address;
  }
  if (!record.name.empty()) {
    detail.thread = record.name;
  }
  if (std::string kind = KindOf(record); !kind.empty()) {
    detail.kind = std::move(kind);
  }
  if (!record.message.empty()) {
    detail.message = record.message;
  }
  detail.frames = RawFrames(record.frames, modules);
  return death;
}

Death StartupFailed(const CrashCopy& record) {
  Death death{Cause::kStartupFailed, {}};
  const bool named = !record.failed_step.empty();
  death.detail.step = named ? record.failed_step : record.LastStep();
  if (named && record.failed_error != 0) {
    death.detail.error = record.failed_error;
  }
  if (!record.failed_why.empty()) {
    death.detail.message = record.failed_why;
  }
  return death;
}

Death FromStatus(const DeathEvidence& evidence) {
  if (!evidence.wait_status) {
    return {Cause::kInternal, {}};
  }
  const int status = *evidence.wait_status;
  if (WIFSIGNALED(status)) {
    Death death{Cause::kSignalled, {}};
    death.detail.signal = SignalName(WTERMSIG(status));
    if (WTERMSIG(status) == SIGKILL) {
      death.cause = Cause::kKilledExternally;
    } else if (WTERMSIG(status) == SIGSYS) {
      // It was blocked or ignored: the kernel forces it and no handler runs.
      death.cause = Cause::kSandboxViolation;
      death.detail.syscall = "unknown";
    }
    if (!evidence.hello) {
      death.detail.step = evidence.record.LastStep();
    }
    return death;
  }
  const int code = WEXITSTATUS(status);
  if (!evidence.hello) {
    Death death = StartupFailed(evidence.record);
    death.detail.code = code;
    return death;
  }
  Death death{code != 0              ? Cause::kNonZeroExit
              : evidence.goodbye     ? Cause::kCleanExit
                                     : Cause::kExitWithoutGoodbye,
              {}};
  death.detail.code = code;
  if (code == kBrowserGoneExit && !evidence.record.failed_why.empty()) {
    death.detail.message = evidence.record.failed_why;
  }
  return death;
}

// The browser's word aside.
Death Judge(const DeathEvidence& evidence, const CrashCopy::Thread* record, std::span<const ModuleRange> modules) {
  const std::optional<int>& status = evidence.wait_status;
  if (status && WIFEXITED(*status) && WEXITSTATUS(*status) == kStartupFailedExit && !evidence.hello) {
    return StartupFailed(evidence.record);
  }
  // An unfinished record is worth something only with a status that names the same signal: the handler itself died.
  if (record != nullptr && Agrees(*record, status) && (record->complete || status)) {
    return FromRecord(*record, modules);
  }
  if (evidence.compartment_lost && (!status || (WIFSIGNALED(*status) && WTERMSIG(*status) == SIGKILL))) {
    return {Cause::kCompartmentLost, {}};
  }
  return FromStatus(evidence);
}

}  // namespace

std::string SignalName(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

Death CauseOf(const DeathEvidence& evidence, std::span<const ModuleRange> modules) {
  const auto complete = std::find_if(evidence.record.threads.begin(), evidence.record.threads.end(),
                                     [](const CrashCopy::Thread& thread) { return thread.complete; });
  const CrashCopy::Thread* record = complete != evidence.record.threads.end() ? &*complete
                                    : evidence.record.threads.empty()         ? nullptr
                                                                              : &evidence.record.threads.front();
  Death death = evidence.decision ? *evidence.decision : Judge(evidence, record, modules);
  DeathDetail& detail = death.detail;
  if (record != nullptr) {
    detail.record = (Agrees(*record, evidence.wait_status) ? "" : "claims ") + RecordText(*record);
    if (evidence.record.threads.size() > 1) {
      *detail.record += "; " + std::to_string(evidence.record.threads.size()) + " threads crashed";
    }
  } else if (!evidence.record.failed_step.empty()) {
    detail.record = "start-up failed at " + evidence.record.failed_step;
  }
  if (evidence.record.late_threads != 0) {
    detail.record = (detail.record ? *detail.record + "; " : "") + LateThreadsText(evidence.record, modules);
  }
  detail.status = StatusText(evidence.wait_status);
  if (!evidence.channel_end.empty()) {
    *detail.status += "; " + evidence.channel_end;
  }
  // Where the hung thread stood: the others' word, for the detail alone.
  if (death.cause == Cause::kHang && detail.frames.empty() && !evidence.record.others.empty()) {
    detail.frames = RawFrames(evidence.record.others.front().frames, modules);
  }
  if (evidence.decision && !detail.decision) {
    detail.decision = std::string(NameOf(death.cause));
  }
  return death;
}

TimePoint LastSignOfLife(const LastSign& sign, TimePoint now) {
  TimePoint at = sign.noticed;
  const TimePoint recorded{std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(sign.record_ns))};
  if (sign.decided) {
    at = *sign.decided;
  } else if (sign.record_ns != 0 && recorded >= sign.forked && recorded <= now) {
    at = recorded;
  }
  return std::min(at, now);
}

}  // namespace bulkhead
