#include "browser/host/report_desk.h"

#include <set>

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace bulkhead {
namespace {

TabGone Gone(TabId tab) {
  return {tab, 1, Cause::kSignalled, {}, 0};
}

PostMortem Facts() {
  PostMortem facts;
  facts.stacks = {{"main", {{"/nowhere/module.so", 0x10}}, false}};
  return facts;
}

class ReportDeskTest : public testing::Test {
 protected:
  void RunUntilIdle() {
    while (!desk_.idle()) {
      loop_.run_one();
    }
  }

  boost::asio::io_context loop_;
  const boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{loop_.get_executor()};
  ManualClock clock_;
  std::vector<TabReport> told_;
  ReportDesk desk_{loop_, clock_, [this](TabReport report) { told_.push_back(std::move(report)); }};
};

TEST_F(ReportDeskTest, TellsEachDeathOnceUnderANumberOfItsOwn) {
  int idle = 0;
  desk_.on_idle = [&] { ++idle; };
  for (TabId tab = 1; tab <= 3; ++tab) {
    desk_.Begin(Gone(tab), Facts());
  }
  EXPECT_TRUE(told_.empty());
  RunUntilIdle();
  ASSERT_EQ(told_.size(), 3u);
  EXPECT_EQ(idle, 1);
  std::set<std::string> ids;
  for (const TabReport& report : told_) {
    ids.insert(report.id);
    EXPECT_EQ(report.stacks.at(0).frames.at(0).offset, 0x10u);
    EXPECT_EQ(report.cause, Cause::kSignalled);
  }
  EXPECT_EQ(ids.size(), 3u);
}

TEST_F(ReportDeskTest, InAHurryNobodyWaitsForNames) {
  desk_.Begin(Gone(1), Facts());
  desk_.Hurry();
  EXPECT_EQ(told_.size(), 1u);
  desk_.Begin(Gone(2), Facts());
  EXPECT_EQ(told_.size(), 1u);  // not from inside
  RunUntilIdle();
  EXPECT_EQ(told_.size(), 2u);
}

TEST_F(ReportDeskTest, ADeadlineEndsTheWaiting) {
  desk_.Begin(Gone(1), Facts());
  clock_.Advance(SymbolService::kDeadline);
  desk_.Tick(clock_.Now());
  EXPECT_EQ(told_.size(), 1u);
}

TEST(ReportIdTest, SortsByTimeAndFitsAFileName) {
  const auto at = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000));
  EXPECT_EQ(ReportId(at, 42, 7), "20231114T221320Z-42-0007");
  EXPECT_LT(ReportId(at, 42, 7), ReportId(at, 42, 10));
  EXPECT_LT(ReportId(at, 42, 7), ReportId(at + std::chrono::hours(1), 42, 1));
}

}  // namespace
}  // namespace bulkhead
