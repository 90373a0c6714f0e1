#include "renderer/process/call_counts.h"

#include <linux/audit.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

#if defined(__x86_64__)
constexpr Architecture kNativeArchitecture = AUDIT_ARCH_X86_64;
#else
constexpr Architecture kNativeArchitecture = AUDIT_ARCH_AARCH64;
#endif

class CallCountsTest : public testing::Test {
 protected:
  // How often it is told that way of `times` calls.
  int Note(const SystemCall& call, int times, pid_t thread = 7) {
    int told = 0;
    for (int i = 0; i < times; ++i) {
      told += counts_.Note(call, thread) != nullptr ? 1 : 0;
    }
    return told;
  }
  static SystemCall Socket(uint64_t family) { return {SYS_socket, kNativeArchitecture, {family}}; }
  static SystemCall Map(uint64_t protection) { return {SYS_mmap, kNativeArchitecture, {0, 4096, protection, MAP_PRIVATE}}; }

  const std::vector<SystemCallGroup> policy_ = RendererPolicy({});
  CallCounts counts_{policy_};
};

TEST_F(CallCountsTest, AFloodIsToldAtPowersOfTwoAndAtTheEnd) {
  EXPECT_EQ(Note(Socket(2), 1'000), 10);  // 1, 2, 4 ... 512
  const auto rest = counts_.Untold();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].count, 1'000u);
  EXPECT_EQ(Note(Socket(2), 24), 1);
  EXPECT_THAT(counts_.Untold(), testing::IsEmpty());
}

TEST_F(CallCountsTest, ArgumentsThatThePolicyLooksAtMakeAnotherKind) {
  Note(Socket(2), 1);
  const CallCounts::Kind* again = counts_.Note(Socket(16), 8);
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->count, 2u);
  EXPECT_EQ(again->first.arguments[0], 2u);  // the first one's
  EXPECT_EQ(again->thread, 7);
  counts_.Note(Map(PROT_EXEC), 7);
  const CallCounts::Kind* other = counts_.Note(Map(PROT_EXEC | PROT_READ), 8);
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->count, 1u);
  EXPECT_EQ(other->number, 2u);
  EXPECT_EQ(other->thread, 8);
}

TEST_F(CallCountsTest, AnotherAbiIsAnotherKind) {
  Note({20, kNativeArchitecture, {}}, 1);
  const CallCounts::Kind* other = counts_.Note({20, AUDIT_ARCH_I386, {}}, 7);
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->number, 1u);
}

TEST_F(CallCountsTest, MoreKindsThanAreKeptAreCountedTogether) {
  for (uint64_t value = 0; value < CallCounts::kMostKinds + 100; ++value) {
    counts_.Note({SYS_prctl, kNativeArchitecture, {1000 + value}}, 7);
  }
  const auto rest = counts_.Untold();
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].number, CallCounts::kMostKinds);
  EXPECT_EQ(rest[0].count, 100u);
  EXPECT_EQ(rest[0].thread, 0);
  // Those that are kept go on being counted on their own.
  const CallCounts::Kind* kept = counts_.Note({SYS_prctl, kNativeArchitecture, {1000}}, 7);
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->number, 0u);
  EXPECT_EQ(kept->count, 2u);
}

}  // namespace
}  // namespace bulkhead
