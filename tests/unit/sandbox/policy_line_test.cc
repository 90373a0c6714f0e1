// Lines for calls that the policy forbids: in its notation, for that call and nothing beside it.
#include "renderer/sandbox/policy_line.h"

#include <linux/audit.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <gtest/gtest.h>

#include "tests/unit/sandbox/filter_asker.h"

namespace bulkhead {
namespace {

#if defined(__x86_64__)
constexpr Architecture kNative = AUDIT_ARCH_X86_64;
#else
constexpr Architecture kNative = AUDIT_ARCH_AARCH64;
#endif

const std::vector<SystemCallGroup>& Policy() {
  static const std::vector<SystemCallGroup> policy = RendererPolicy({.learning = true});
  return policy;
}

std::string LineOf(int number, const Arguments& arguments, uint32_t own_pid = 1) {
  return PolicyLine(Policy(), {number, kNative, arguments}, own_pid);
}

TEST(PolicyLineTest, ACallThatIsNotListedIsAllowedAsAWhole) {
  EXPECT_EQ(InspectedArguments(Policy(), {SYS_socket, kNative, {}}), 0u);
  EXPECT_EQ(LineOf(SYS_socket, {2, 1, 0}), "{\"socket\"},");
  EXPECT_EQ(LineOf(SYS_openat, {~0ull, 5}), "{\"openat\"},");
}

TEST(PolicyLineTest, ACallThatIsListedIsAllowedWithTheseArguments) {
  EXPECT_EQ(InspectedArguments(Policy(), {SYS_mmap, kNative, {}}), 0b1100u);
  EXPECT_EQ(LineOf(SYS_mmap, {0x1000, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, ~0ull, 0}),
            "{\"mmap\", Verdict::kAllow, {Is(2, 5), Is(3, 0x22)}},");
  // What the kernel ignores of an argument is part of it: the policy compares 64 bits.
  EXPECT_EQ(LineOf(SYS_madvise, {0, 0, 1ull << 32 | MADV_DONTNEED}),
            "{\"madvise\", Verdict::kAllow, {Is(2, 0x100000004)}},");
}

TEST(PolicyLineTest, OnesOwnPidHasItsName) {
  EXPECT_EQ(LineOf(SYS_tgkill, {1, 3, SIGUSR2}), "{\"tgkill\", Verdict::kAllow, {Is(0, kOwnPid), Is(2, 0xc)}},");
  EXPECT_EQ(LineOf(SYS_tgkill, {4711, 3, SIGABRT}, 4711), "{\"tgkill\", Verdict::kAllow, {Is(0, kOwnPid), Is(2, 6)}},");
  EXPECT_EQ(LineOf(SYS_tgkill, {1, 3, SIGABRT}, 4711), "{\"tgkill\", Verdict::kAllow, {Is(0, 1), Is(2, 6)}},");
}

TEST(PolicyLineTest, NoRuleIsForAnotherAbiOrACallWithoutAName) {
  for (const SystemCall& call : {SystemCall{20, AUDIT_ARCH_I386, {}}, SystemCall{0x40000000 | 39, kNative, {}},
                                 SystemCall{0x3f00, kNative, {}}, SystemCall{-1, kNative, {}}}) {
    EXPECT_EQ(PolicyLine(Policy(), call, 1), "") << call.number;
    EXPECT_EQ(InspectedArguments(Policy(), call), 0u) << call.number;
  }
}

}  // namespace
}  // namespace bulkhead
