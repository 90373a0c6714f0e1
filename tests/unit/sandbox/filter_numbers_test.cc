// Every system call of x86-64, and what the filter says to it: written down
// here a second time, so that a slip in the policy does not go unseen.
#include <sys/syscall.h>

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sandbox/filter_asker.h"

namespace bulkhead {
namespace {

constexpr int kLastNumber = 1023;  // Linux 6.18 stops below 500
constexpr int kX32Bit = 0x40000000;
constexpr uint64_t kOnes = ~uint64_t{0};
constexpr Arguments kAllOnes = {kOnes, kOnes, kOnes, kOnes, kOnes, kOnes};

struct Expected {
  Answer zeroes;  // with every argument 0
  Answer ones;    // with every bit of every argument set
};

constexpr Expected kAlways = {Answer::kAllow, Answer::kAllow};
constexpr Expected kSome = {Answer::kAllow, Answer::kTrap};  // by its arguments; zeroes happen to be among them
constexpr Expected kFew = {Answer::kTrap, Answer::kTrap};    // by its arguments; zeroes are not

// Whatever is not here is trapped.
const std::map<int, Expected> kExpected = {
    {SYS_read, kAlways},
    {SYS_pread64, kAlways},
    {SYS_write, kAlways},
    {SYS_writev, kAlways},
    {SYS_close, kAlways},
    {SYS_recvmsg, kSome},
    {SYS_sendto, kSome},
    {SYS_fstat, kAlways},
    {SYS_epoll_wait, kAlways},
    {SYS_epoll_pwait, kAlways},
    {SYS_epoll_ctl, kAlways},
    {SYS_poll, kAlways},
    {SYS_ppoll, kAlways},
    {SYS_timerfd_settime, kSome},
    {SYS_mmap, kFew},
    {SYS_mprotect, kSome},
    {SYS_mremap, kFew},
    {SYS_munmap, kAlways},
    {SYS_brk, kAlways},
    {SYS_madvise, kFew},
    {SYS_futex, kSome},
    {SYS_sched_yield, kAlways},
    {SYS_sched_getaffinity, kSome},
    {SYS_gettid, kAlways},
    {SYS_getpid, kAlways},
    {SYS_tgkill, kFew},
    {SYS_prctl, kFew},
    {SYS_exit, kAlways},
    {SYS_exit_group, kAlways},
    {SYS_rt_sigprocmask, kAlways},
    {SYS_rt_sigaction, kFew},
    {SYS_restart_syscall, kAlways},
    {SYS_pause, kAlways},
    {SYS_clock_gettime, kSome},
    {SYS_clock_nanosleep, kSome},
    {SYS_gettimeofday, kAlways},
    {SYS_time, kAlways},
    {SYS_clone3, {Answer::kNoSuchCall, Answer::kNoSuchCall}},
    {SYS_statx, {Answer::kNoSuchCall, Answer::kNoSuchCall}},
    {SYS_clone, {Answer::kTryAgain, Answer::kTryAgain}},
    {SYS_fork, {Answer::kTryAgain, Answer::kTryAgain}},
    {SYS_vfork, {Answer::kTryAgain, Answer::kTryAgain}},
    {SYS_fchmod, {Answer::kForbidden, Answer::kForbidden}},
};

void ExpectAll(const FilterAsker& filter, const std::map<int, Expected>& table) {
  for (int number = 0; number <= kLastNumber; ++number) {
    const auto found = table.find(number);
    const Expected expected = found != table.end() ? found->second : Expected{Answer::kTrap, Answer::kTrap};
    EXPECT_EQ(filter.Ask(number), expected.zeroes) << "call " << number;
    EXPECT_EQ(filter.Ask(number, kAllOnes), expected.ones) << "call " << number << " with all bits set";
  }
}

TEST(FilterNumbersTest, EveryCall) {
  ExpectAll(FilterAsker({}), kExpected);
}

TEST(FilterNumbersTest, FaultsMayPassDescriptorsAndEndASocketAndNoMore) {
  std::map<int, Expected> expected = kExpected;
  expected[SYS_sendmsg] = kSome;
  expected[SYS_shutdown] = kAlways;
  ExpectAll(FilterAsker({.faults = true}), expected);
}

Answer Told(Answer answer) {
  return answer == Answer::kTrap ? Answer::kTell : answer;
}

TEST(FilterNumbersTest, LearningTellsWhatIsTrappedElseAndMaySendItsListener) {
  std::map<int, Expected> expected;
  for (int number = 0; number <= kLastNumber; ++number) {
    const auto found = kExpected.find(number);
    const Expected usual = found != kExpected.end() ? found->second : Expected{Answer::kTrap, Answer::kTrap};
    expected[number] = {Told(usual.zeroes), Told(usual.ones)};
  }
  expected[SYS_sendmsg] = {Answer::kAllow, Answer::kTell};
  const FilterAsker filter({.learning = true});
  ExpectAll(filter, expected);
  for (int number = 0; number <= kLastNumber; ++number) {
    EXPECT_EQ(filter.Ask(kX32Bit | number), Answer::kTell) << "x32 call " << number;
    EXPECT_EQ(filter.AskAs(AUDIT_ARCH_I386, number), Answer::kTell) << "32-bit call " << number;
  }
}

TEST(FilterNumbersTest, NumbersBeyondAllCalls) {
  const FilterAsker filter({});
  for (const int64_t number : {-1L, -2L, 0x3fffffffL, 0x7fffffffL, 0x80000000L, 0xffffffffL}) {
    EXPECT_EQ(filter.Ask(number), Answer::kTrap) << number;
  }
}

TEST(FilterNumbersTest, CallsOfX32) {
  const FilterAsker filter({});
  for (int number = 0; number <= kLastNumber; ++number) {
    EXPECT_EQ(filter.Ask(kX32Bit | number), Answer::kTrap) << "call " << number;
  }
}

TEST(FilterNumbersTest, CallsOfOtherArchitectures) {
  const FilterAsker filter({});
  for (const Architecture architecture :
       {Architecture{AUDIT_ARCH_I386}, Architecture{AUDIT_ARCH_AARCH64}, Architecture{AUDIT_ARCH_ARM}, Architecture{0},
        Architecture{AUDIT_ARCH_X86_64 & ~__AUDIT_ARCH_LE}, Architecture{0xffffffff}}) {
    for (int number = 0; number <= kLastNumber; ++number) {
      EXPECT_EQ(filter.AskAs(architecture, number), Answer::kTrap) << std::hex << architecture << " call " << number;
    }
  }
}

TEST(FilterNumbersTest, EveryGroupSaysWhy) {
  for (const SystemCallGroup& group : RendererPolicy({})) {
    EXPECT_STRNE(group.name, "");
    EXPECT_GT(std::string(group.why).size(), 20u) << group.name;
    EXPECT_FALSE(group.rules.empty()) << group.name;
  }
}

}  // namespace
}  // namespace bulkhead
