#include "renderer/sandbox/system_call_policy.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/prctl.h>

namespace bulkhead {
namespace {

// Linux 5.14.
#ifndef MADV_POPULATE_READ
constexpr uint64_t MADV_POPULATE_READ = 22;
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
  SystemCallGroup group{
      "channels",
      "the two sockets, the log pipe, sealed copies and rings that come with messages, wake-ups between threads",
      {{"read"},
       {"readv"},
       {"pread64"},
       {"write"},
       {"writev"},
       {"close"},
       {"recvmsg"},
       {"shutdown"},
       // send(): without an address it cannot reach anything but the socket's peer.
       {"sendto", Verdict::kAllow, {Is(4, 0), Is(5, 0)}},
       // The size and the kind of a memfd that arrived.
       {"fstat"},
       {"epoll_wait"},
       {"epoll_pwait"},
       {"epoll_pwait2"},
       {"epoll_ctl"},
       {"poll"},
       {"ppoll"},
       {"timerfd_settime"}}};
  if (options.faults) {
    group.rules.push_back({"sendmsg"});
  }
  return group;
}

SystemCallGroup Memory() {
  constexpr uint64_t kNoCode = PROT_READ | PROT_WRITE;
  constexpr uint64_t kMapFlags = MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_FIXED_NOREPLACE |
                                 MAP_NORESERVE | MAP_STACK | MAP_POPULATE;
  return {"memory",
          "heaps, the JavaScript engine's and the C library's, frame rings, sealed copies; never executable",
          std::vector<SystemCallRule>{{"mmap", Verdict::kAllow, {Only(2, kNoCode), Only(3, kMapFlags)}},
                                      {"mprotect", Verdict::kAllow, {Only(2, kNoCode)}},
                                      {"mremap", Verdict::kAllow, {Only(3, MREMAP_MAYMOVE | MREMAP_FIXED)}},
                                      {"munmap"},
                                      {"brk"}} +
              OneOf("madvise", 2,
                    {MADV_NORMAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE, MADV_NOHUGEPAGE,
                     MADV_DONTDUMP, MADV_DODUMP, MADV_POPULATE_READ, MADV_POPULATE_WRITE})};
}

SystemCallGroup Threads() {
  constexpr uint64_t kVariants = FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME;
  std::vector<SystemCallRule> rules;
  for (const uint64_t operation : {FUTEX_WAIT, FUTEX_WAKE, FUTEX_REQUEUE, FUTEX_CMP_REQUEUE, FUTEX_WAKE_OP,
                                   FUTEX_WAIT_BITSET, FUTEX_WAKE_BITSET}) {
    rules.push_back({"futex", Verdict::kAllow, {IsBeside(1, operation, kVariants)}});
  }
  return {"threads", "locks, thread names, the end of a thread, and raise() for abort(): to this process alone",
          rules + std::vector<SystemCallRule>{{"sched_yield"},
                                              {"sched_getaffinity"},
                                              {"gettid"},
                                              {"getpid"},
                                              {"tgkill", Verdict::kAllow, {Is(0, kOwnPid)}},
                                              {"prctl", Verdict::kAllow, {Is(0, PR_GET_NAME)}},
                                              {"prctl", Verdict::kAllow, {Is(0, PR_SET_NAME)}},
                                              {"exit"},
                                              {"exit_group"}}};
}

SystemCallGroup Signals() {
  return {"signals",
          "crash handlers; pause() parks a second crashing thread, restart_syscall is the kernel's own after SIGCONT",
          {{"rt_sigprocmask"}, {"rt_sigreturn"}, {"restart_syscall"}, {"pause"}}};
}

SystemCallGroup Time() {
  return {"time",
          "where the vDSO asks the kernel (CPU-time clocks of the script watchdog), and waits",
          {{"clock_gettime"}, {"clock_getres"}, {"gettimeofday"}, {"time"}, {"nanosleep"}, {"clock_nanosleep"}}};
}

SystemCallGroup Random() {
  return {"random", "Math.random, hash seeds", {{"getrandom"}}};
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
  return {Channels(options), Memory(), Threads(), Signals(), Time(), Random(), Refused()};
}

}  // namespace bulkhead
