#include "browser/cli/page_pace.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class PagePaceTest : public testing::Test {
 protected:
  PagePace Pace(Duration longest_pause, std::vector<std::string> labels = {"a", "b", "c"}) {
    PagePace::Options options;
    for (const std::string& label : labels) {
      options.pages.emplace_back().label = label;
    }
    options.longest_pause = longest_pause;
    options.open = [this](const PageSource& page) -> std::optional<TabId> {
      said_.push_back(page.label);
      return page.label == "refused" ? std::nullopt : std::optional<TabId>(static_cast<TabId>(said_.size()));
    };
    options.all_open = [this] { said_.push_back("all"); };
    return PagePace(loop_, std::move(options));
  }

  boost::asio::io_context loop_;
  std::vector<std::string> said_;
};

TEST_F(PagePaceTest, WithoutAPauseAllAtOnce) {
  PagePace pace = Pace(0s);
  pace.Start();
  EXPECT_THAT(said_, ElementsAre("a", "b", "c", "all"));
  EXPECT_EQ(loop_.run(), 0u);
}

TEST_F(PagePaceTest, OnePageWaitsForNobody) {
  PagePace pace = Pace(1h, {"a"});
  pace.Start();
  EXPECT_THAT(said_, ElementsAre("a", "all"));
}

TEST_F(PagePaceTest, NoPageIsAllOfThem) {
  PagePace pace = Pace(1h, {});
  pace.Start();
  EXPECT_THAT(said_, ElementsAre("all"));
}

TEST_F(PagePaceTest, TheNextOneFollowsTheFrameOfTheOneBefore) {
  PagePace pace = Pace(1h);
  pace.Start();
  EXPECT_THAT(said_, ElementsAre("a"));
  pace.OnFirstFrame(1);
  EXPECT_THAT(said_, ElementsAre("a")) << "not from inside the host";
  while (said_.size() < 2) {
    ASSERT_EQ(loop_.run_one_for(1min), 1u);
  }
  EXPECT_THAT(said_, ElementsAre("a", "b"));
  pace.OnFirstFrame(1);  // a later generation
  pace.OnFirstFrame(2);
  pace.OnFirstFrame(2);
  loop_.run_for(1min);
  EXPECT_THAT(said_, ElementsAre("a", "b", "c", "all"));
}

TEST_F(PagePaceTest, APageThatShowsNothingHoldsUpNobody) {
  PagePace pace = Pace(1ms);
  pace.Start();
  loop_.run_for(1min);
  EXPECT_THAT(said_, ElementsAre("a", "b", "c", "all"));
}

TEST_F(PagePaceTest, ARefusedPageIsPassedOver) {
  PagePace pace = Pace(1h, {"refused", "a", "refused", "refused"});
  pace.Start();
  EXPECT_THAT(said_, ElementsAre("refused", "a"));
  pace.OnFirstFrame(2);
  loop_.run_for(1min);
  EXPECT_THAT(said_, ElementsAre("refused", "a", "refused", "refused", "all"));
}

TEST_F(PagePaceTest, StoppedItOpensNothingMore) {
  PagePace pace = Pace(1ms);
  pace.Start();
  pace.OnFirstFrame(1);
  pace.Stop();
  loop_.run_for(1min);
  EXPECT_THAT(said_, ElementsAre("a"));
}

}  // namespace
}  // namespace bulkhead
