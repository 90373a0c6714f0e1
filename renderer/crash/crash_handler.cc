#include "renderer/crash/crash_handler.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <typeinfo>
#include <utility>

#include "ipc/os/clock.h"
#include "renderer/crash/crash_state.h"
#include "renderer/crash/crash_text.h"
#include "renderer/crash/machine_context.h"
#include "renderer/crash/stack_walk.h"
#include "renderer/crash/unwind.h"

namespace bulkhead {

CrashArea* g_crash_area = nullptr;

namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};

#ifdef BULKHEAD_SANITIZED
constexpr size_t kAlternateStackBytes = 256 * 1024;  // instrumented frames are large
#else
// The kernel's own frame is 3 KiB with AVX-512; the handler needs less than 1 KiB.
constexpr size_t kAlternateStackBytes = 32 * 1024;
#endif
constexpr size_t kGuardBytes = 4096;

// glibc keeps the text of a failed assert, of "malloc(): corrupted ..." and of its kind here. Its name is private to glibc,
// so it is looked up, and its absence costs the text alone.
struct AbortMessage {
  unsigned size;
  char text[1];
};
AbortMessage** g_abort_message = nullptr;
char g_terminate_message[sizeof(CrashRecord::message)];

struct ThreadState {
  CrashRecord* record = nullptr;
  StackBounds stack;
  volatile sig_atomic_t signal = 0;   // being handled
  volatile sig_atomic_t walking = 0;
};
// Static TLS: async-signal-safe in a program (not in a library that is loaded later).
constinit thread_local ThreadState t_state;
std::atomic<uint32_t> g_next_record{0};

CrashRecord* TakeRecord() {
  const uint32_t index = g_next_record.fetch_add(1, std::memory_order_relaxed);
  return index < kCrashThreads ? &g_crash_area->records[index] : nullptr;
}

// The call that the filter stopped; the registers are those with which it was made.
void CopyCall(const siginfo_t& info, const ucontext_t& context, CrashRecord& record) {
  if (info.si_signo != SIGSYS || info.si_code <= 0) {
    return;
  }
  record.call = info.si_syscall;
  record.call_architecture = info.si_arch;
  CopyCallArguments(context, info.si_arch, record.call_arguments);
}

void CopyMessage(CrashRecord& record) {
  if (record.signal != SIGABRT) {
    return;
  }
  if (g_terminate_message[0] != '\0') {
    CopyText(record.message, g_terminate_message);
  } else if (g_abort_message != nullptr && *g_abort_message != nullptr) {
    const AbortMessage& message = **g_abort_message;
    const char* text = message.text;
    CopyText(record.message, {text, ::strnlen(text, sizeof(record.message))});
  }
}

void FillRecord(CrashRecord& record, const siginfo_t& info, const ucontext_t& context) {
  record.state.store(CrashRecord::kWriting, std::memory_order_relaxed);
  record.signal = info.si_signo;
  record.code = info.si_code;
  record.thread_id = ::gettid();
  // si_code <= 0: kill, tgkill, sigqueue; then the union holds a sender and no address.
  const bool sent = info.si_code <= 0;
  record.sender_pid = sent ? info.si_pid : 0;
  record.address = sent ? 0 : reinterpret_cast<uint64_t>(info.si_addr);
  record.at_ns = MonotonicNs();
  record.stack_low = t_state.stack.low;
  record.stack_high = t_state.stack.high;
  CopyRegisters(context, record.registers);
  CopyCall(info, context, record);
  CopyMessage(record);
  const StoppedAt at = WhereStopped(context);
  record.stack_pointer = at.stack_pointer;
  record.frames[0] = at.instruction;
  record.frame_count = 1;
  t_state.walking = 1;
  // Our own code has frame pointers, whose walk cannot leave the stack; all else has tables only.
  const CodeRange own = OwnCode();
  if (!own.Holds(record.frames[0])) {
    UnwindFrames(record.frames[0], record.frames, record.frame_count);
  }
  if (record.frame_count == 1) {
    WalkFrames(at, t_state.stack, own, record.frames, record.frame_count);
  }
  t_state.walking = 0;
  record.state.store(CrashRecord::kComplete, std::memory_order_release);
}

// Not instrumented: before a call that does not return AddressSanitizer asks glibc where this stack lies, and glibc asks a
// file system that is gone.
[[gnu::no_sanitize_address]] void OnCrash(int signal, siginfo_t* info, void* context) {
  if (t_state.signal != 0) {
    // This handler crashed. Only the walk reads what the page may have broken: all but its last frames stands then.
    if (t_state.walking != 0) {
      t_state.record->state.store(CrashRecord::kComplete, std::memory_order_release);
    }
    ::_exit(SignalExit(t_state.signal));
  }
  t_state.signal = signal;
  if (t_state.record == nullptr) {
    t_state.record = TakeRecord();  // a thread that a library made: no alternate stack, no bounds
    if (t_state.record != nullptr) {
      ::prctl(PR_GET_NAME, t_state.record->thread_name);
    }
  }
  const bool first = g_crash_area->crashes.fetch_add(1, std::memory_order_acq_rel) == 0;
  if (t_state.record != nullptr) {
    FillRecord(*t_state.record, *info, *static_cast<ucontext_t*>(context));
  }
  if (first) {
    // Not by the signal: as PID 1 of its namespace the process could not die of its own abort().
    ::_exit(SignalExit(signal));
  }
  for (;;) {
    ::pause();  // the first one ends the process
  }
}

// The words of what was thrown, then the way of every abort.
[[noreturn]] void OnTerminate() {
  if (const std::exception_ptr current = std::current_exception()) {
    try {
      std::rethrow_exception(current);
    } catch (const std::exception& error) {
      CopyText(g_terminate_message, error.what());
    } catch (...) {
      CopyText(g_terminate_message, "an exception that is no std::exception");
    }
  } else {
    CopyText(g_terminate_message, "std::terminate without an exception");
  }
  std::abort();
}

}  // namespace

void PrepareCrashHandlers() {
  static bool done = false;
  if (std::exchange(done, true)) {
    return;
  }
  g_abort_message = static_cast<AbortMessage**>(::dlvsym(RTLD_DEFAULT, "__abort_msg", "GLIBC_PRIVATE"));
  PrepareUnwinder();
  std::set_terminate(OnTerminate);
}

void InstallCrashHandlers(CrashArea* area) {
  PrepareCrashHandlers();
  area->magic = kCrashAreaMagic;
  area->version = kCrashAreaVersion;
  g_crash_area = area;
  struct sigaction action {};
  action.sa_sigaction = OnCrash;
  // NODEFER, and these signals unblocked: a fault inside the handler comes back to it, instead of a kernel that kills the
  // process without a word. All else waits.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigfillset(&action.sa_mask);
  for (const int signal : kSignals) {
    sigdelset(&action.sa_mask, signal);
  }
  for (const int signal : kSignals) {
    ::sigaction(signal, &action, nullptr);
  }
}

void RegisterCrashThread(const char* name) {
  ::prctl(PR_SET_NAME, name);
  if (t_state.record != nullptr) {
    CopyText(t_state.record->thread_name, name);
    return;
  }
  t_state.stack = CurrentStackBounds();
  t_state.record = g_crash_area != nullptr ? TakeRecord() : nullptr;
  if (t_state.record != nullptr) {
    CopyText(t_state.record->thread_name, name);
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
