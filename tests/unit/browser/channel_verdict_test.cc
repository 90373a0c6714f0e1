#include "browser/host/channel_verdict.h"

#include <chrono>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kNow{1h};

ChannelEnd End(ChannelEnd::Kind kind, BadMessageRule rule = BadMessageRule::kHeader, std::string detail = "") {
  ChannelEnd end;
  end.kind = kind;
  end.rule = rule;
  end.detail = std::move(detail);
  return end;
}

TEST(ChannelVerdictTest, ABrokenRuleIsABadMessageAtOnce) {
  ChannelVerdict verdict;
  const ChannelEnd end = End(ChannelEnd::Kind::kBadMessage, BadMessageRule::kId, "page 9");
  verdict.Note("control", end);
  const auto death = verdict.OnEnd("control", end, kNow);
  ASSERT_TRUE(death);
  EXPECT_EQ(death->cause, Cause::kBadMessage);
  EXPECT_EQ(death->detail.rule->first, static_cast<int>(BadMessageRule::kId));
  EXPECT_EQ(death->detail.decision, "BadMessage: control channel: id (page 9)");
  EXPECT_EQ(verdict.News(), "control channel: id (page 9)");
  EXPECT_FALSE(verdict.ended());
}

TEST(ChannelVerdictTest, AnEndOfStreamIsOneOnlyAfterItsGrace) {
  ChannelVerdict verdict;
  EXPECT_FALSE(verdict.OnEnd("frames", End(ChannelEnd::Kind::kPeerClosed), kNow));
  EXPECT_TRUE(verdict.ended());
  EXPECT_EQ(verdict.News(), "");
  // The second channel's end does not begin another grace.
  EXPECT_FALSE(verdict.OnEnd("control", End(ChannelEnd::Kind::kPeerClosed), kNow + 400ms));
  EXPECT_FALSE(verdict.Overdue(kNow + 499ms));
  const auto overdue = verdict.Overdue(kNow + 500ms);
  ASSERT_TRUE(overdue);
  EXPECT_EQ(overdue->since, kNow);
  EXPECT_EQ(overdue->death.detail.rule->first, static_cast<int>(BadMessageRule::kChannelClosed));
  EXPECT_EQ(overdue->death.detail.decision, "BadMessage: frames channel: closed");
}

TEST(ChannelVerdictTest, AnEndInsideAFrameOutweighsAPlainOne) {
  ChannelVerdict verdict;
  EXPECT_FALSE(verdict.OnEnd("frames", End(ChannelEnd::Kind::kPeerClosed), kNow));
  EXPECT_FALSE(verdict.OnEnd("control", End(ChannelEnd::Kind::kBadMessage, BadMessageRule::kTruncated, "4 of 9 bytes"),
                             kNow + 100ms));
  EXPECT_EQ(verdict.News(), "control channel: truncated (4 of 9 bytes)");
  const auto overdue = verdict.Overdue(kNow + 500ms);
  ASSERT_TRUE(overdue);
  EXPECT_EQ(overdue->since, kNow);
  EXPECT_EQ(overdue->death.detail.rule->first, static_cast<int>(BadMessageRule::kTruncated));
}

TEST(ChannelVerdictTest, ABrokenRuleBehindAnEndOfStreamIsCalledByItsOwnName) {
  ChannelVerdict verdict;
  EXPECT_FALSE(verdict.OnEnd("control", End(ChannelEnd::Kind::kPeerClosed), kNow));
  const auto death = verdict.OnEnd("frames", End(ChannelEnd::Kind::kBadMessage, BadMessageRule::kFrame), kNow);
  ASSERT_TRUE(death);
  EXPECT_EQ(death->detail.decision, "BadMessage: frames channel: frame");
}

TEST(ChannelVerdictTest, WhatIsNotReadIsAQuota) {
  for (const auto& [kind, limit] : {std::pair(ChannelEnd::Kind::kOutboundBytes, "4MiB queued"),
                                    std::pair(ChannelEnd::Kind::kOutboundAge, "5s unread")}) {
    ChannelVerdict verdict;
    const auto death = verdict.OnEnd("control", End(kind), kNow);
    ASSERT_TRUE(death);
    EXPECT_EQ(death->cause, Cause::kQuotaExceeded);
    EXPECT_EQ(death->detail.kind, "outbound");
    EXPECT_EQ(death->detail.limit, limit);
    EXPECT_EQ(death->detail.decision, "QuotaExceeded: control channel: not read");
  }
}

TEST(ChannelVerdictTest, AFailedSocketIsOurs) {
  ChannelVerdict verdict;
  ChannelEnd end = End(ChannelEnd::Kind::kError);
  end.error = ErrnoError(EIO);
  const auto death = verdict.OnEnd("control", end, kNow);
  ASSERT_TRUE(death);
  EXPECT_EQ(death->cause, Cause::kInternal);
  EXPECT_EQ(death->detail.error, EIO);
}

TEST(ChannelVerdictTest, AfterADecisionOnlyTheFirstWordIsKept) {
  ChannelVerdict verdict;
  verdict.Note("control", End(ChannelEnd::Kind::kBadMessage, BadMessageRule::kState));
  verdict.Note("frames", End(ChannelEnd::Kind::kBadMessage, BadMessageRule::kFrame));
  verdict.Note("frames", End(ChannelEnd::Kind::kPeerClosed));
  EXPECT_EQ(verdict.News(), "control channel: state");
}

}  // namespace
}  // namespace bulkhead
