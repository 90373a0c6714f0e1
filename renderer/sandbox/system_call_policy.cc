#include "renderer/sandbox/system_call_policy.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>

#include "renderer/crash/crash_signals.h"

namespace bulkhead {
namespace {

// Linux 5.14.
#ifndef MADV_POPULATE_WRITE
constexpr uint64_t MADV_POPULATE_WRITE = 23;
#endif

constexpr uint64_t kAll = ~uint64_t{0};

// The argument is exactly `value`.
ArgumentTest Is(uint32_t index, uint64_t value) { return {index, kAll, value}; }
// The argument has no bit but these.
ArgumentTest Only(uint32_t index, uint64_t bits) { return {index, ~bits, 0}; }
// The argument is `value`, give or take these bits.
ArgumentTest IsBeside(uint32_t index, uint64_t value, uint64_t bits) { return {index, ~bits, value}; }

// One rule a value of argument `index`.
std::vector<SystemCallRule> OneOf(const char* name, uint32_t index, std::initializer_list<uint64_t> values) {
  std::vector<SystemCallRule> rules;
  for (const uint64_t value : values) {
    rules.push_back({name, Verdict::kAllow, {Is(index, value)}});
  }
  return rules;
}

std::vector<SystemCallRule> operator+(std::vector<SystemCallRule> left, const std::vector<SystemCallRule>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

SystemCallGroup Channels(const PolicyOptions& options) {
  // MSG_OOB on unix sockets has been a way from a renderer into the kernel (CVE-2025-38236).
  constexpr uint64_t kSendFlags = MSG_NOSIGNAL | MSG_DONTWAIT;
  constexpr uint64_t kReceiveFlags = MSG_CMSG_CLOEXEC | MSG_DONTWAIT;
  SystemCallGroup group{
      "channels",
      "the two sockets, the log pipe (writev: glibc's last words before it aborts), sealed copies and rings that come with "
      "messages (fstat: their kind and size), wake-ups between threads; epoll_pwait and ppoll where a machine has no others",
      {{"read"},
       {"pread64"},
       {"write"},
       {"writev"},
       {"close"},
       {"recvmsg", Verdict::kAllow, {Only(2, kReceiveFlags)}},
       // send(): without an address it cannot reach anything but the socket's peer.
       {"sendto", Verdict::kAllow, {Only(3, kSendFlags), Is(4, 0), Is(5, 0)}},
       {"fstat"},
       {"epoll_wait"},
       {"epoll_pwait"},
       {"epoll_ctl"},
       {"poll"},
       {"ppoll"},
       {"timerfd_settime", Verdict::kAllow, {Only(1, TFD_TIMER_ABSTIME)}}}};
  if (options.faults || options.learning) {
    group.rules.push_back({"sendmsg", Verdict::kAllow, {Only(2, kSendFlags)}});
  }
  if (options.faults) {
    group.rules.push_back({"shutdown"});  // the fault channel.close
    // A start-up that a test pauses behind the filter shows where it stands as its thread's name.
    group.rules.push_back({"prctl", Verdict::kAllow, {Is(0, PR_SET_NAME)}});
  }
  return group;
}

SystemCallGroup Memory() {
  constexpr uint64_t kNoCode = PROT_READ | PROT_WRITE;
  // A stack comes before the thread that is refused.
  constexpr uint64_t kPrivateFlags = MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE | MAP_POPULATE | MAP_STACK;
  return {"memory",
          "heaps, the JavaScript engine's and the C library's, frame rings (shared: never anonymous, which would be memory "
          "that no limit sees), sealed copies; never executable",
          std::vector<SystemCallRule>{
              {"mmap", Verdict::kAllow, {Only(2, kNoCode), IsBeside(3, MAP_PRIVATE, kPrivateFlags)}},
              {"mmap", Verdict::kAllow, {Only(2, kNoCode), IsBeside(3, MAP_SHARED, MAP_POPULATE)}},
              {"mprotect", Verdict::kAllow, {Only(2, kNoCode)}},
              {"mremap", Verdict::kAllow, {Is(3, MREMAP_MAYMOVE)}},
              {"munmap"},
              {"brk"}} +
              // What JavaScriptCore's two allocators and glibc's trim say on Linux, and our own first touch of a ring.
              OneOf("madvise", 2, {MADV_WILLNEED, MADV_DONTNEED, MADV_DONTDUMP, MADV_DODUMP, MADV_POPULATE_WRITE})};
}

SystemCallGroup Threads() {
  return {"threads",
          "locks and condition variables; raise() for abort(), to this process alone, and the signal that stops a thread for "
          "its stack; the name of a thread that crashes; "
          "the number of processors (glibc's malloc); the end of a thread and of the process",
          {{"futex", Verdict::kAllow, {IsBeside(1, FUTEX_WAIT, FUTEX_PRIVATE_FLAG)}},
           {"futex", Verdict::kAllow, {IsBeside(1, FUTEX_WAKE, FUTEX_PRIVATE_FLAG)}},
           {"futex", Verdict::kAllow, {IsBeside(1, FUTEX_WAIT_BITSET, FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)}},
           {"sched_yield"},
           {"sched_getaffinity", Verdict::kAllow, {Is(0, 0)}},
           {"gettid"},
           {"getpid"},
           {"tgkill", Verdict::kAllow, {Is(0, kOwnPid), Is(2, SIGABRT)}},
           {"tgkill", Verdict::kAllow, {Is(0, kOwnPid), Is(2, kStackSignal)}},
           {"prctl", Verdict::kAllow, {Is(0, PR_GET_NAME)}},
           {"exit"},
           {"exit_group"}}};
}

SystemCallGroup Signals() {
  return {"signals",
          "abort() and the crash handlers, none of which returns; pause() parks a second crashing thread; the handler of the "
          "signal that stops a thread for its stack, set at the end; restart_syscall is the kernel's own after SIGCONT",
          {{"rt_sigprocmask"},
           {"rt_sigaction", Verdict::kAllow, {Is(0, kStackSignal)}},
           {"restart_syscall"},
           {"pause"}}};
}

SystemCallGroup Time() {
  return {"time",
          "the CPU-time clocks of the script watchdog, all clocks where the vDSO has to ask the kernel, and waits",
          // Not clocks of descriptors (devices) nor of other tasks.
          OneOf("clock_gettime", 0,
                {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
                 CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME}) +
              OneOf("clock_nanosleep", 0, {CLOCK_REALTIME, CLOCK_MONOTONIC}) +
              std::vector<SystemCallRule>{{"gettimeofday"}, {"time"}}};
}

// What libraries ask for and can do without: an error is an answer, the end of the process would be none.
SystemCallGroup Refused() {
  return {"refused",
          "no new thread and no process: glibc blocks every signal around clone, so that a trap there would be a silent "
          "death; clone3 and statx: glibc falls back; fchmod: the self-test tells a filter that is on by this error",
          {{"clone3", Verdict::kNoSuchCall},
           {"clone", Verdict::kTryAgain},
           {"fork", Verdict::kTryAgain},
           {"vfork", Verdict::kTryAgain},
           {"statx", Verdict::kNoSuchCall},
           {"fchmod", Verdict::kForbidden}}};
}

}  // namespace

std::vector<SystemCallGroup> RendererPolicy(const PolicyOptions& options) {
  return {Channels(options), Memory(), Threads(), Signals(), Time(), Refused()};
}

}  // namespace bulkhead
