#include "browser/core/learned_calls.h"

#include <linux/audit.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

constexpr LearnedCalls::Sight kSocket{false, 41, AUDIT_ARCH_X86_64};
constexpr LearnedCalls::Sight kOpenat{false, 257, AUDIT_ARCH_X86_64};

LearnedCall Call(uint32_t tab, uint32_t generation, uint64_t count, std::string thread = "main",
                 std::string policy = "{\"socket\"},") {
  LearnedCall call;
  call.tab = tab;
  call.generation = generation;
  call.count = count;
  call.thread = std::move(thread);
  call.arguments = {2, 1, 0, 0, 0, 0};
  call.policy = std::move(policy);
  return call;
}

TEST(LearnedCallsTest, TheLastCountOfAKindIsItsCount) {
  LearnedCalls calls;
  EXPECT_TRUE(calls.WantsThread({1, 7, 0}));
  for (const uint64_t count : {1, 2, 4, 5}) {
    calls.Note({1, 7, 0}, kSocket, Call(1, 1, count));
  }
  EXPECT_FALSE(calls.WantsThread({1, 7, 0}));
  const auto all = calls.InOrder();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].name, "socket");
  EXPECT_EQ(all[0].abi, "native");
  EXPECT_EQ(all[0].count, 5u);
  EXPECT_EQ(all[0].thread, "main");
  EXPECT_EQ(all[0].policy, "{\"socket\"},");
}

TEST(LearnedCallsTest, TabAndThreadMayBeKnownLaterAndAreNotForgotten) {
  LearnedCalls calls;
  calls.Note({1, 7, 0}, kSocket, Call(0, 0, 1, ""));
  EXPECT_TRUE(calls.WantsThread({1, 7, 0}));
  calls.Note({1, 7, 0}, kSocket, Call(3, 2, 2, "worker-1"));
  calls.Note({1, 7, 0}, kSocket, Call(0, 0, 3, ""));
  const auto all = calls.InOrder();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].tab, 3u);
  EXPECT_EQ(all[0].generation, 2u);
  EXPECT_EQ(all[0].thread, "worker-1");
  EXPECT_EQ(all[0].count, 3u);
}

TEST(LearnedCallsTest, ATabsAreTogetherAndInTheOrderOfTheirFirstTime) {
  LearnedCalls calls;
  calls.Note({1, 8, 0}, kOpenat, Call(1, 1, 1, "main", "{\"openat\"},"));
  calls.Note({1, 8, 1}, kSocket, Call(1, 1, 1));
  calls.Note({1, 7, 0}, kSocket, Call(2, 1, 1));
  calls.Note({2, 7, 0}, kSocket, Call(1, 2, 1));  // the same pid in another compartment
  std::vector<std::string> order;
  for (const LearnedCall& call : calls.InOrder()) {
    order.push_back(std::to_string(call.tab) + "/" + std::to_string(call.generation) + " " + call.name);
  }
  EXPECT_THAT(order, testing::ElementsAre("1/1 openat", "1/1 socket", "1/2 socket", "2/1 socket"));
}

TEST(LearnedCallsTest, WhatRenderersWithoutATabMadeAlikeIsOne) {
  LearnedCalls calls;
  calls.Note({1, 7, 0}, kSocket, Call(0, 0, 2));
  calls.Note({1, 8, 0}, kSocket, Call(0, 0, 3));
  const auto all = calls.InOrder();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].count, 5u);
}

TEST(LearnedCallsTest, AnotherAbiAndOtherKindsAreNamedSo) {
  LearnedCalls calls;
  calls.Note({1, 7, 0}, {false, 20, AUDIT_ARCH_I386}, Call(1, 1, 1, "main", ""));
  calls.Note({1, 7, 64}, {true, 0, 0}, Call(1, 1, 9, "", ""));
  const auto all = calls.InOrder();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "getpid");
  EXPECT_EQ(all[0].abi, "32-bit");
  EXPECT_EQ(all[1].name, "other calls");
  EXPECT_EQ(all[1].abi, "");
  EXPECT_EQ(all[1].count, 9u);
}

}  // namespace
}  // namespace bulkhead
