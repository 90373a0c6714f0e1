#include "browser/core/proc_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

constexpr std::string_view kStatus =
    "Name:\tx\nVmPTE:\t     100 kB\nVmSwap:\t       4 kB\nRssAnon:\t    2000 kB\nVmHWM:\t 9000 kB\nThreads:\t5\nTracerPid:\t0\n";

TEST(ProcTextTest, FindsFieldsByTheirWholeName) {
  EXPECT_EQ(ProcField(kStatus, "VmHWM"), 9000u);
  EXPECT_EQ(ProcField(kStatus, "Threads"), 5u);
  EXPECT_EQ(ProcField(kStatus, "TracerPid"), 0u);
  EXPECT_EQ(ProcField(kStatus, "Vm"), std::nullopt);
  EXPECT_EQ(ProcField(kStatus, "Name"), std::nullopt);
  EXPECT_EQ(ProcField("", "Name"), std::nullopt);
}

TEST(ProcTextTest, ValuesAreWholeAndOnlyFromTheBeginningOfALine) {
  constexpr std::string_view text = "Name:\tSeccomp:\t2\nState:\tS (sleeping)\nSeccomp:\t0\nEmpty:\nSeccomp:\t1";
  EXPECT_THAT(ProcValues(text, "Seccomp"), testing::ElementsAre("0", "1"));
  EXPECT_THAT(ProcValues(text, "State"), testing::ElementsAre("S (sleeping)"));
  EXPECT_THAT(ProcValues(text, "Name"), testing::ElementsAre("Seccomp:\t2"));
  EXPECT_THAT(ProcValues(text, "Empty"), testing::ElementsAre(""));
  EXPECT_THAT(ProcValues(text, "Secc"), testing::IsEmpty());
}

TEST(ProcTextTest, OwnMemoryIsAnonymousSwappedAndTables) {
  EXPECT_EQ(OwnMemoryBytes(kStatus), 2104u * 1024);
  EXPECT_EQ(OwnMemoryBytes("Name:\tzombie\nState:\tZ\n"), std::nullopt);
}

TEST(ProcTextTest, AStatLineWhoseNameTriesToLie) {
  const auto stat = ParseProcStat("12 (a) R 1 (b)) S 7 1 1 0 -1 4194560 1 0 0 0 30 12 0 0 20 0 5 0 4242 1 2 3");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->parent, 7);
  EXPECT_EQ(stat->cpu_ticks, 42u);
  EXPECT_EQ(stat->start_ticks, 4242u);
}

TEST(ProcTextTest, AnExitThatHasBegunShows) {
  const auto with = [](const std::string& state, const std::string& flags) {
    return "12 (x) " + state + " 7 1 1 0 -1 " + flags + " 1 0 0 0 30 12 0 0 20 0 5 0 4242 1 2 9";
  };
  EXPECT_FALSE(ParseProcStat(with("R", "4194560"))->exiting);
  EXPECT_TRUE(ParseProcStat(with("R", "4194564"))->exiting);
  EXPECT_TRUE(ParseProcStat(with("Z", "4194560"))->exiting);
}

TEST(ProcTextTest, ADeadProcessShowsItsWaitStatusToWhoMaySeeIt) {
  const auto dead = [](const std::string& state, const std::string& status) {
    return "12 (x) " + state + " 7 1 1 0 -1 4194560 1 0 0 0 30 12 0 0 20 0 5 0 4242 0 0 18446744073709551615 0 0 0 0 0 0 0 0 0 0 "
           "0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 " + status + "\n";
  };
  EXPECT_EQ(ParseProcStat(dead("Z", "9"))->wait_status, 9);
  EXPECT_EQ(ParseProcStat(dead("Z", "768"))->wait_status, 768);
  EXPECT_EQ(ParseProcStat(dead("Z", "0"))->wait_status, std::nullopt);
  EXPECT_EQ(ParseProcStat(dead("S", "9"))->wait_status, std::nullopt);
  EXPECT_EQ(ParseProcStat("12 (x) Z 7 1 1 0 -1 4194560 1 0 0 0 30 12 0 0 20 0 5 0 4242 1 2 9")->wait_status, std::nullopt);
}

TEST(ProcTextTest, WhatDoesNotParseIsNothing) {
  EXPECT_FALSE(ParseProcStat(""));
  EXPECT_FALSE(ParseProcStat("12 (x) S"));
  EXPECT_FALSE(ParseProcStat("12 (x) S 1 2 3"));
}

}  // namespace
}  // namespace bulkhead
