// The same policy for aarch64, built on any machine: names and not numbers make
// it compile there by construction.
#include <linux/audit.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/syscall.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sandbox/filter_asker.h"

namespace bulkhead {
namespace {

class FilterAarch64Test : public testing::Test {
 protected:
  static int Number(const char* name) { return ::seccomp_syscall_resolve_name_arch(SCMP_ARCH_AARCH64, name); }
  Answer Ask(const char* name, const Arguments& arguments = {}) const {
    EXPECT_GE(Number(name), 0) << name;
    return filter_.Ask(Number(name), arguments);
  }
  FilterAsker filter_{PolicyOptions{}, AUDIT_ARCH_AARCH64};
};

TEST_F(FilterAarch64Test, Allows) {
  for (const char* name : {"read", "write", "pread64", "close", "recvmsg", "sendto", "fstat", "epoll_pwait",
                           "epoll_ctl", "ppoll", "munmap", "brk", "mprotect", "futex", "gettid", "exit_group",
                           "rt_sigprocmask", "restart_syscall", "clock_gettime"}) {
    EXPECT_EQ(Ask(name), Answer::kAllow) << name;
  }
  EXPECT_EQ(Ask("mmap", {0, 4096, 3, 0x22}), Answer::kAllow);
  EXPECT_EQ(Ask("tgkill", {1, 1, SIGABRT}), Answer::kAllow);
}

TEST_F(FilterAarch64Test, Stops) {
  for (const char* name : {"openat", "socket", "connect", "execve", "ptrace", "bpf", "io_uring_setup", "unshare",
                           "mount", "kill", "sendmsg", "ioctl", "fcntl", "memfd_create", "getrandom"}) {
    EXPECT_EQ(Ask(name), Answer::kTrap) << name;
  }
  EXPECT_EQ(Ask("mmap", {0, 4096, 7, 0x22}), Answer::kTrap);
  EXPECT_EQ(Ask("mprotect", {0, 4096, 4}), Answer::kTrap);
  EXPECT_EQ(Ask("tgkill", {2, 2, SIGABRT}), Answer::kTrap);
}

TEST_F(FilterAarch64Test, Refuses) {
  EXPECT_EQ(Ask("clone3"), Answer::kNoSuchCall);
  EXPECT_EQ(Ask("statx"), Answer::kNoSuchCall);
  EXPECT_EQ(Ask("clone"), Answer::kTryAgain);
  EXPECT_EQ(Ask("fchmod"), Answer::kForbidden);
}

TEST_F(FilterAarch64Test, KnowsItsOwnArchitectureOnly) {
  EXPECT_EQ(filter_.AskAs(AUDIT_ARCH_X86_64, SYS_read), Answer::kTrap);
  EXPECT_EQ(filter_.AskAs(AUDIT_ARCH_ARM, Number("read")), Answer::kTrap);
}

// What every machine here calls by that name has another number there: nothing
// of x86-64 may have slipped in.
TEST_F(FilterAarch64Test, AllowsNoMoreCallsThanX86) {
  const FilterAsker x86({});
  for (int number = 0; number < 1024; ++number) {
    if (filter_.Ask(number) == Answer::kTrap) {
      continue;
    }
    char* const name = ::seccomp_syscall_resolve_num_arch(SCMP_ARCH_AARCH64, number);
    ASSERT_NE(name, nullptr) << number;
    const int here = ::seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86_64, name);
    EXPECT_GE(here, 0) << name;
    EXPECT_EQ(filter_.Ask(number), x86.Ask(here)) << name;
    std::free(name);
  }
}

}  // namespace
}  // namespace bulkhead
