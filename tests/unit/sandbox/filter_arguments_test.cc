// The edges of each argument that the filter looks at. Numbers and not the
// policy's names where the header's constant would be the policy's own.
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/prctl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sandbox/filter_asker.h"

namespace bulkhead {
namespace {

constexpr uint64_t kDirty = uint64_t{1} << 32;  // what a 32-bit parameter ignores
constexpr uint64_t kRead = 1, kWrite = 2, kExecute = 4;
constexpr uint64_t kShared = 1, kPrivate = 2, kFixed = 0x10, kAnonymous = 0x20, kNoReserve = 0x4000, kPopulate = 0x8000;

class FilterArgumentsTest : public testing::Test {
 protected:
  Answer Mmap(uint64_t protection, uint64_t flags) const {
    return filter_.Ask(SYS_mmap, {0, 4096, protection, flags, kDirty - 1, 0});
  }
  // Which single bits of argument `index`, laid over the others, the filter
  // lets pass.
  std::set<int> BitsAllowed(int64_t number, Arguments arguments, size_t index) const {
    std::set<int> bits;
    const uint64_t base = arguments[index];
    for (int bit = 0; bit < 64; ++bit) {
      arguments[index] = base | (uint64_t{1} << bit);
      if (filter_.Ask(number, arguments) == Answer::kAllow) {
        bits.insert(bit);
      }
    }
    return bits;
  }
  // Which values from 0 to `last` of argument `index` pass.
  std::set<uint64_t> ValuesAllowed(int64_t number, Arguments arguments, size_t index, uint64_t last) const {
    std::set<uint64_t> values;
    for (uint64_t value = 0; value <= last; ++value) {
      arguments[index] = value;
      if (filter_.Ask(number, arguments) == Answer::kAllow) {
        values.insert(value);
      }
      arguments[index] = value | kDirty;
      EXPECT_NE(filter_.Ask(number, arguments), Answer::kAllow)
          << "call " << number << ", " << value << " with a dirty half";
    }
    return values;
  }

  FilterAsker filter_{PolicyOptions{}};
};

TEST_F(FilterArgumentsTest, MmapProtection) {
  const Arguments anonymous = {0, 4096, 0, kPrivate | kAnonymous, ~uint64_t{0}, 0};
  EXPECT_EQ(BitsAllowed(SYS_mmap, anonymous, 2), (std::set<int>{0, 1}));  // read, write
  EXPECT_EQ(Mmap(0, kPrivate | kAnonymous), Answer::kAllow);
  EXPECT_EQ(Mmap(kRead | kWrite, kPrivate | kAnonymous), Answer::kAllow);
  EXPECT_EQ(Mmap(kRead | kExecute, kPrivate | kAnonymous), Answer::kTrap);
  EXPECT_EQ(Mmap(kRead | kWrite | kExecute, kPrivate), Answer::kTrap);
}

TEST_F(FilterArgumentsTest, MmapFlags) {
  // 0 would make it MAP_SHARED_VALIDATE (3), which is neither.
  EXPECT_EQ(BitsAllowed(SYS_mmap, {0, 4096, kRead, kPrivate, 0, 0}, 3), (std::set<int>{1, 4, 5, 14, 15, 17}));
  EXPECT_EQ(Mmap(kRead, kPrivate | kFixed | kAnonymous | kNoReserve | kPopulate), Answer::kAllow);
  // A ring: nothing but shared, all of it mapped at once or not. Bit 0 is
  // MAP_SHARED itself.
  EXPECT_EQ(BitsAllowed(SYS_mmap, {0, 4096, kRead, kShared, 0, 0}, 3), (std::set<int>{0, 15}));
  // Memory that no limit sees.
  EXPECT_EQ(Mmap(kRead | kWrite, kShared | kAnonymous), Answer::kTrap);
  EXPECT_EQ(Mmap(kRead, 0), Answer::kTrap);
  EXPECT_EQ(Mmap(kRead, kShared | kPrivate), Answer::kTrap);
}

TEST_F(FilterArgumentsTest, Mprotect) {
  EXPECT_EQ(BitsAllowed(SYS_mprotect, {}, 2), (std::set<int>{0, 1}));
  EXPECT_EQ(filter_.Ask(SYS_mprotect, {0, 4096, kRead | kWrite}), Answer::kAllow);
  for (const uint64_t protection : {uint64_t{PROT_EXEC}, uint64_t{PROT_READ | PROT_EXEC}, uint64_t{PROT_GROWSDOWN},
                                    uint64_t{PROT_GROWSUP}, kDirty | kRead, kDirty << 31}) {
    EXPECT_EQ(filter_.Ask(SYS_mprotect, {0, 4096, protection}), Answer::kTrap) << std::hex << protection;
  }
  EXPECT_EQ(filter_.Ask(SYS_pkey_mprotect, {0, 4096, kRead, 0}), Answer::kTrap);
}

TEST_F(FilterArgumentsTest, Mremap) {
  EXPECT_EQ(ValuesAllowed(SYS_mremap, {4096, 4096, 8192}, 3, 64), (std::set<uint64_t>{1}));  // MAYMOVE
}

TEST_F(FilterArgumentsTest, MadviseAdvice) {
  // Without FREE (8), REMOVE (9), DOFORK, MERGEABLE (12), HWPOISON (100), the
  // guards (102), and all that nobody asks for.
  EXPECT_EQ(ValuesAllowed(SYS_madvise, {}, 2, 110), (std::set<uint64_t>{3, 4, 16, 17, 23}));
}

TEST_F(FilterArgumentsTest, CloneIsRefusedWhateverItsFlags) {
  EXPECT_EQ(filter_.Ask(SYS_clone), Answer::kTryAgain);
  for (int bit = 0; bit < 64; ++bit) {
    EXPECT_EQ(filter_.Ask(SYS_clone, {uint64_t{1} << bit}), Answer::kTryAgain) << "bit " << bit;
    EXPECT_EQ(filter_.Ask(SYS_clone3, {uint64_t{1} << bit, 88}), Answer::kNoSuchCall) << "bit " << bit;
  }
  // As glibc makes a thread.
  EXPECT_EQ(filter_.Ask(SYS_clone, {CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                                    CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID}),
            Answer::kTryAgain);
}

TEST_F(FilterArgumentsTest, PrctlTellsAThreadsNameAlone) {
  EXPECT_EQ(ValuesAllowed(SYS_prctl, {}, 0, 80), (std::set<uint64_t>{16}));  // PR_GET_NAME
  for (const uint64_t option : {0x53564d41UL /* PR_SET_VMA */, 0x59616d61UL /* PR_SET_PTRACER */, ~0UL}) {
    EXPECT_EQ(filter_.Ask(SYS_prctl, {option}), Answer::kTrap) << std::hex << option;
  }
}

TEST_F(FilterArgumentsTest, FcntlAndIoctlNever) {
  EXPECT_TRUE(ValuesAllowed(SYS_fcntl, {3}, 1, 2048).empty());
  for (const uint64_t request : {uint64_t{TIOCSTI}, uint64_t{TIOCLINUX}, uint64_t{TCGETS}, uint64_t{TIOCGWINSZ},
                                 uint64_t{FIONBIO}, uint64_t{FIONREAD}, uint64_t{FIOCLEX}, uint64_t{FS_IOC_SETFLAGS},
                                 uint64_t{FS_IOC_GETFLAGS}, uint64_t{FICLONE}, uint64_t{0}}) {
    EXPECT_EQ(filter_.Ask(SYS_ioctl, {1, request}), Answer::kTrap) << std::hex << request;
    EXPECT_EQ(filter_.Ask(SYS_ioctl, {1, request | kDirty}), Answer::kTrap) << std::hex << request;
  }
}

TEST_F(FilterArgumentsTest, FutexOperations) {
  // WAIT 0, WAKE 1, WAIT_BITSET 9; 128 is private, 256 the wall clock.
  EXPECT_EQ(ValuesAllowed(SYS_futex, {}, 1, 1023), (std::set<uint64_t>{0, 1, 9, 128, 129, 137, 265, 393}));
}

TEST_F(FilterArgumentsTest, SendingReachesThePeerAlone) {
  EXPECT_EQ(filter_.Ask(SYS_sendto, {3, 0x1000, 8, MSG_NOSIGNAL | MSG_DONTWAIT, 0, 0}), Answer::kAllow);
  EXPECT_EQ(filter_.Ask(SYS_sendto, {3, 0x1000, 8, MSG_NOSIGNAL, 0x2000, 16}), Answer::kTrap);
  EXPECT_EQ(filter_.Ask(SYS_sendto, {3, 0x1000, 8, MSG_NOSIGNAL, 0, 16}), Answer::kTrap);
  EXPECT_EQ(filter_.Ask(SYS_sendto, {3, 0x1000, 8, MSG_NOSIGNAL, kDirty, 0}), Answer::kTrap);
  EXPECT_EQ(BitsAllowed(SYS_sendto, {3}, 3), (std::set<int>{6, 14}));  // DONTWAIT, NOSIGNAL; not OOB
  EXPECT_EQ(filter_.Ask(SYS_sendmsg, {3, 0x1000, MSG_NOSIGNAL}), Answer::kTrap);
  EXPECT_EQ(filter_.Ask(SYS_sendmmsg, {3, 0x1000, 1, MSG_NOSIGNAL}), Answer::kTrap);
}

TEST_F(FilterArgumentsTest, OneSignalMayBeGivenAHandler) {
  EXPECT_EQ(ValuesAllowed(SYS_rt_sigaction, {}, 0, 70), (std::set<uint64_t>{SIGURG}));
}

TEST_F(FilterArgumentsTest, ReceivingTakesNoOddFlags) {
  EXPECT_EQ(BitsAllowed(SYS_recvmsg, {3}, 2), (std::set<int>{6, 30}));  // DONTWAIT, CMSG_CLOEXEC; not OOB, not PEEK
}

TEST_F(FilterArgumentsTest, FaultsSendDescriptorsWithNoOddFlags) {
  const FilterAsker filter({.faults = true});
  EXPECT_EQ(filter.Ask(SYS_sendmsg, {3, 0x1000, MSG_NOSIGNAL | MSG_DONTWAIT}), Answer::kAllow);
  EXPECT_EQ(filter.Ask(SYS_sendmsg, {3, 0x1000, MSG_OOB}), Answer::kTrap);
  EXPECT_EQ(filter.Ask(SYS_sendmsg, {3, 0x1000, kDirty}), Answer::kTrap);
}

TEST_F(FilterArgumentsTest, TgkillAbortsOrStopsThisProcessAlone) {
  for (const uint64_t pid : {0UL, 2UL, 1000UL, 0xffffffffUL, ~0UL, kDirty | 1}) {
    EXPECT_EQ(filter_.Ask(SYS_tgkill, {pid, 7, SIGABRT}), Answer::kTrap) << pid;
  }
  EXPECT_EQ(ValuesAllowed(SYS_tgkill, {1, 7, 0}, 2, 70), (std::set<uint64_t>{SIGABRT, SIGURG}));
  EXPECT_EQ(filter_.Ask(SYS_tgkill, {2, 7, SIGURG}), Answer::kTrap);
  const FilterAsker other({}, AUDIT_ARCH_X86_64, 4711);
  EXPECT_EQ(other.Ask(SYS_tgkill, {4711, 4711, SIGABRT}), Answer::kAllow);
  EXPECT_EQ(other.Ask(SYS_tgkill, {1, 1, SIGABRT}), Answer::kTrap);
  for (const int64_t number :
       {SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_pidfd_send_signal}) {
    EXPECT_EQ(filter_.Ask(number, {1, 1, SIGABRT}), Answer::kTrap) << number;
  }
}

TEST_F(FilterArgumentsTest, ClocksOfTheMachineAndOfThisProcess) {
  // Not the raw numbers from 8 on (alarms, TAI), not the negative ones (other
  // tasks, devices).
  EXPECT_EQ(ValuesAllowed(SYS_clock_gettime, {}, 0, 16), (std::set<uint64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(filter_.Ask(SYS_clock_gettime, {static_cast<uint64_t>(-6)}), Answer::kTrap);
  EXPECT_EQ(filter_.Ask(SYS_clock_gettime, {0xfffffffa}), Answer::kTrap);
  EXPECT_EQ(ValuesAllowed(SYS_clock_nanosleep, {}, 0, 16), (std::set<uint64_t>{0, 1}));
}

TEST_F(FilterArgumentsTest, OtherTasksStayUnseen) {
  EXPECT_EQ(filter_.Ask(SYS_sched_getaffinity, {0, 128}), Answer::kAllow);
  EXPECT_EQ(filter_.Ask(SYS_sched_getaffinity, {1, 128}), Answer::kTrap);
  EXPECT_EQ(BitsAllowed(SYS_timerfd_settime, {5}, 1), (std::set<int>{0}));  // TFD_TIMER_ABSTIME
}

}  // namespace
}  // namespace bulkhead
