#include "renderer/crash/crash_handler.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include <unistd.h>

#include <utility>

#include "renderer/crash/crash_record.h"
#include "renderer/crash/crash_signals.h"
#include "renderer/crash/crash_state.h"
#include "renderer/crash/crash_text.h"
#include "renderer/crash/last_words.h"
#include "renderer/crash/other_stacks.h"
#include "renderer/crash/unwind.h"

namespace bulkhead {

CrashArea* g_crash_area = nullptr;

namespace {

#ifdef BULKHEAD_SANITIZED
constexpr size_t kAlternateStackBytes = 256 * 1024;  // instrumented frames are large
#else
// The kernel's own frame is 3 KiB with AVX-512; the handler needs less than 1 KiB. Both again for a fault in the walk.
constexpr size_t kAlternateStackBytes = 32 * 1024;
#endif
constexpr size_t kGuardBytes = 4096;

// This thread's record is written. Not instrumented: before a call that does not return AddressSanitizer asks glibc where
// this stack lies, and glibc asks a file system that is gone.
[[gnu::no_sanitize_address, noreturn]] void End(const CrashThread& self) {
  TellRecordDone();
  if (self.first != 0) {
    TakeStacksOfOthers();
    // Not by the signal: as PID 1 of its namespace the process could not die of its own abort().
    ::_exit(SignalExit(self.signal));
  }
  StandStill();  // the first one ends the process
}

[[gnu::no_sanitize_address]] void OnCrash(int signal, siginfo_t* info, void* context) {
  CrashThread& self = t_crash_thread;
  if (self.walking != 0) {
    KeepFaultedWalk();
  } else if (self.signal != 0) {
    ::_exit(SignalExit(self.signal));  // this handler crashed
  } else if (self.stopped == 0) {
    self.signal = signal;
    self.first = g_crash_area->crashes.fetch_add(1, std::memory_order_acq_rel) == 0 ? 1 : 0;
    if (CrashRecord* record = OwnRecord(); record != nullptr) {
      FillRecord(*record, CrashRecord::kCrashed, *info, *static_cast<ucontext_t*>(context));
    }
  }
  End(self);
}

}  // namespace

void PrepareCrashHandlers() {
  static bool done = false;
  if (std::exchange(done, true)) {
    return;
  }
  PrepareUnwinder();
  PrepareLastWords();
}

void InstallCrashHandlers(CrashArea* area) {
  PrepareCrashHandlers();
  area->magic = kCrashAreaMagic;
  area->version = kCrashAreaVersion;
  g_crash_area = area;
  struct sigaction action {};
  action.sa_sigaction = OnCrash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  FillCrashMask(&action.sa_mask);
  for (const int signal : kCrashSignals) {
    ::sigaction(signal, &action, nullptr);
  }
}

void RegisterCrashThread(const char* name) {
  ::prctl(PR_SET_NAME, name);
  CrashThread& self = t_crash_thread;
  const bool again = self.record != nullptr;
  if (!again) {
    self.stack = CurrentStackBounds();
    self.record = g_crash_area != nullptr ? TakeRecord() : nullptr;
  }
  if (self.record != nullptr) {
    CopyText(self.record->thread_name, name);
    self.record->thread_id = ::gettid();
  }
  if (again) {
    return;
  }
  void* memory = ::mmap(nullptr, kGuardBytes + kAlternateStackBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) {
    return;  // all but an overflow of the stack is still recorded
  }
  ::mprotect(memory, kGuardBytes, PROT_NONE);
  // Never given back: renderer threads live as long as the process.
  stack_t stack{};
  stack.ss_sp = static_cast<char*>(memory) + kGuardBytes;
  stack.ss_size = kAlternateStackBytes;
  ::sigaltstack(&stack, nullptr);
}

}  // namespace bulkhead
