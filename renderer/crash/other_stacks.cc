#include "renderer/crash/other_stacks.h"

#include <linux/futex.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <climits>

#include "ipc/os/clock.h"
#include "renderer/crash/crash_record.h"
#include "renderer/crash/crash_signals.h"
#include "renderer/crash/crash_state.h"

namespace bulkhead {
namespace {

// A thread that can run writes its record in 0.2 ms; on a machine full of spinning neighbours it waits its turn first. A
// death has to be known within 100 ms.
constexpr uint64_t kLongestWaitNs = 50'000'000;
// In a PID namespace of its own a process numbers its threads from 1, and makes none after its start.
constexpr pid_t kThreadIds = 16;

// Counts records that were completed; what the thread that waits for them sleeps on.
std::atomic<uint32_t> g_records_done{0};
static_assert(sizeof(g_records_done) == sizeof(uint32_t));

// Not instrumented, as the handlers of crashes.
[[gnu::no_sanitize_address]] void OnStackSignal(int, siginfo_t* info, void* context) {
  t_crash_thread.stopped = 1;
  if (CrashRecord* record = OwnRecord(); record != nullptr) {
    FillRecord(*record, CrashRecord::kStopped, *info, *static_cast<ucontext_t*>(context));
  }
  TellRecordDone();
  StandStill();
}

// Only now: until then one that somebody sends from outside has no effect, as in any program.
void InstallHandler() {
  struct sigaction action {};
  action.sa_sigaction = OnStackSignal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  FillCrashMask(&action.sa_mask);
  ::sigaction(kStackSignal, &action, nullptr);
}

bool Signal(pid_t process, pid_t thread) {
  return ::syscall(SYS_tgkill, process, thread, kStackSignal) == 0;
}

void Ask(pid_t process, CrashRecord& record) {
  uint32_t role = CrashRecord::kNone;
  // Not one that crashed meanwhile or was stopped before.
  if (record.role.compare_exchange_strong(role, CrashRecord::kAsked) && !Signal(process, record.thread_id)) {
    record.role.store(CrashRecord::kNone);  // it is no more
  }
}

// Threads that libraries made and nobody registered: the script engine's watchdog.
void AskUnregistered(pid_t process, pid_t self) {
  CrashRecord* free = nullptr;
  for (pid_t id = 1; id <= kThreadIds; ++id) {
    if (id == self || RecordOf(id) != nullptr) {
      continue;
    }
    free = free != nullptr ? free : TakeRecord();
    if (free == nullptr) {
      return;
    }
    free->thread_id = id;
    Ask(process, *free);
    if (free->role.load() != CrashRecord::kNone) {
      free = nullptr;
    } else {
      free->thread_id = 0;
    }
  }
}

bool AllDone(const CrashRecord* own) {
  return std::all_of(std::begin(g_crash_area->records), std::end(g_crash_area->records), [own](const CrashRecord& record) {
    return &record == own || record.role.load(std::memory_order_acquire) == CrashRecord::kNone ||
           record.state.load(std::memory_order_acquire) == CrashRecord::kComplete;
  });
}

void Await(const CrashRecord* own) {
  const uint64_t until = MonotonicNs() + kLongestWaitNs;
  for (;;) {
    const uint32_t done = g_records_done.load(std::memory_order_acquire);
    const uint64_t now = MonotonicNs();
    if (AllDone(own) || now >= until) {
      return;
    }
    const timespec left{0, static_cast<long>(until - now)};
    ::syscall(SYS_futex, &g_records_done, FUTEX_WAIT_PRIVATE, done, &left, nullptr, 0);
  }
}

}  // namespace

void TakeStacksOfOthers() {
  if (g_crash_area == nullptr) {
    return;
  }
  InstallHandler();
  const pid_t process = ::getpid();
  const pid_t self = ::gettid();
  for (CrashRecord& record : g_crash_area->records) {
    if (record.thread_id != 0 && record.thread_id != self) {
      Ask(process, record);
    }
  }
  if (process == 1) {
    AskUnregistered(process, self);
  }
  Await(RecordOf(self));
}

void TellRecordDone() {
  g_records_done.fetch_add(1, std::memory_order_release);
  ::syscall(SYS_futex, &g_records_done, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

[[gnu::no_sanitize_address]] void StandStill() {
  for (;;) {
    ::pause();
  }
}

}  // namespace bulkhead
