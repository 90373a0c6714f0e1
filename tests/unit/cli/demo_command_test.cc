#include "browser/cli/demo_command.h"

#include <map>

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "browser/cli/demo_gallery.h"
#include "browser/cli/demo_story.h"
#include "browser/cli/table.h"
#include "tests/support/event_schema.h"
#include "tests/unit/cli/command_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

TEST(DemoGalleryTest, EveryDemoHasItsPageAndEveryPageItsDemo) {
  const std::filesystem::path pages = BULKHEAD_SOURCE_DIR "/tools/demos";
  size_t healthy = 0, misbehaving = 0;
  for (const Demo& demo : DemoGallery()) {
    EXPECT_TRUE(std::filesystem::exists(pages / (std::string(demo.name) + ".html"))) << demo.name;
    EXPECT_FALSE(demo.what.empty());
    EXPECT_EQ(FindDemo(demo.name), &demo);
    (demo.misdeed == Misdeed::kNever ? healthy : misbehaving) += 1;
  }
  EXPECT_GE(healthy, 4u);
  EXPECT_GE(misbehaving, 8u);
  for (const auto& entry : std::filesystem::directory_iterator(pages)) {
    if (entry.path().extension() == ".html") {
      EXPECT_NE(FindDemo(entry.path().stem().string()), nullptr) << entry.path();
    }
  }
  EXPECT_EQ(FindDemo("none"), nullptr);
  EXPECT_THAT(DemoListText(), HasSubstr("native-crash"));
}

TEST(TableTest, ColumnsAreAsWideAsTheirWidestCell) {
  Table table({"name", "n"});
  table.AlignRight(1);
  table.AddRow({"größer", "1"});
  table.AddGap();
  table.AddRow({"a", "1000"});
  EXPECT_THAT(table.Lines({}), ElementsAre("  name        n", "  größer      1", "", "  a        1000"));
}

class DemoStoryTest : public testing::Test {
 protected:
  DemoStory story_{{FindDemo("clock"), FindDemo("native-crash"), FindDemo("error-storm")}, {.colour = false, .ascii = true}};

  void Finish(double fps, double gap) {
    Summary summary;
    summary.tabs.resize(3);
    for (TabId tab = 1; tab <= 3; ++tab) {
      summary.tabs[tab - 1].tab = tab;
    }
    summary.tabs[0].frames = 600;
    summary.tabs[0].fps = fps;
    summary.tabs[0].frame_gap_ms = TabSummary::Gaps{16.7, 17, gap};
    story_.Note({10, summary});
  }
  TabGone Death(Cause cause) {
    DeathDetail detail;
    detail.signal = "SIGSEGV";
    return TabGone{2, 1, cause, detail, 0.8};
  }
};

TEST_F(DemoStoryTest, AllAsExpected) {
  const Event gone{3, Death(Cause::kSignalled)};
  story_.Note(gone);
  EXPECT_EQ(story_.Progress(gone), "   3.000  native-crash     gone: Signalled(SIGSEGV), seen after 0.80 ms");
  story_.Note({4, TabError{3, "e", "", 1, ""}});
  Finish(59.9, 18);
  const std::vector<std::string> report = story_.Report();
  EXPECT_THAT(report, Contains(testing::ContainsRegex("native-crash .*Signalled.SIGSEGV. +0.80 ms")));
  EXPECT_THAT(report, Contains(HasSubstr("lives, 1 error reported")));
  EXPECT_THAT(report, Contains(testing::ContainsRegex("clock +600 +59.9 +18.0 ms +none")));
  EXPECT_EQ(report.back(),
            "Contained: 2 of 2 misbehaving pages, each judged as expected. 1 healthy neighbour undamaged: 59.9 fps, worst "
            "gap 18.0 ms.");
}

TEST_F(DemoStoryTest, SurprisesAreSaid) {
  story_.Note({3, Death(Cause::kBadMessage)});
  Finish(40, 80);
  const std::vector<std::string> report = story_.Report();
  EXPECT_THAT(report, Contains(HasSubstr("(expected Signalled)")));
  EXPECT_THAT(report, Contains(testing::ContainsRegex("clock +600 +40.0 +80.0 ms +yes")));
  EXPECT_THAT(report.back(), HasSubstr("NOT as expected: 1 of 2 misbehaving pages."));
  EXPECT_THAT(report.back(), HasSubstr("1 of 1 healthy neighbour DAMAGED"));
}

TEST_F(DemoStoryTest, APageThatTheEndOvertookIsNotSaidToLive) {
  Summary summary;
  summary.tabs.resize(2);
  summary.tabs[0].tab = 1;
  summary.tabs[1].tab = 2;
  story_.Note({1, summary});
  const std::vector<std::string> report = story_.Report();
  EXPECT_THAT(report, Contains(HasSubstr("lives (expected Signalled)")));
  EXPECT_THAT(report, Contains(testing::ContainsRegex("error-storm .*not opened")));
}

TEST_F(DemoStoryTest, EveryStepHasALine) {
  for (EventBody body : std::initializer_list<EventBody>{
           HostStart{"strict", {}, "tab"}, FaultFired{2, "crash.segv()", "main", "real", ""},
           TabUnresponsive{2, 1, "main", "spinning"}, TabResponsive{2, 1}, TabRestarting{2, 1, 100}, TabGaveUp{2}}) {
    EXPECT_TRUE(story_.Progress({1, body}).has_value());
  }
  EXPECT_FALSE(story_.Progress({1, TabTitle{1, "x"}}).has_value());
}

TEST_F(DemoStoryTest, ComingToLifeIsSaidOnce) {
  std::vector<std::string> said;
  for (const TabFirstFrame& frame : std::initializer_list<TabFirstFrame>{{1, 1, 9}, {2, 1, 9}, {3, 1, 9}, {2, 2, 9}}) {
    const Event event{1, frame};
    story_.Note(event);
    said.push_back(story_.Progress(event).value_or(""));
  }
  EXPECT_THAT(said, ElementsAre("", "", HasSubstr("every tab shows its first frame"),
                                HasSubstr("native-crash     shows a frame again")));
}

class DemoCommandTest : public CommandTest {
 protected:
  DemoCommandTest() { demo_world_.directory = BULKHEAD_SOURCE_DIR "/tools/demos"; }
  DemoWorld demo_world_;
  DemoArguments arguments_;
};

TEST_F(DemoCommandTest, UnknownNameIsUsage) {
  arguments_.names = {"clock", "nonsense"};
  EXPECT_EQ(Run([&] { return DemoCommand(world_, demo_world_, arguments_); }), 2);
  EXPECT_THAT(complaints_, ElementsAre("bulkhead: usage: nonsense: no such demo; 'bulkhead demo --list' shows them"));
}

TEST_F(DemoCommandTest, ChosenDemosAreRunAndReported) {
  arguments_.names = {"clock", "native-crash"};
  arguments_.session.duration = Duration(0ms);
  script_.story = [](FakeHost& host) {
    host.Tell(TabFirstFrame{1, 1, 10});
    host.Tell(TabFirstFrame{2, 1, 10});
    host.Tell(TabGone{2, 1, Cause::kSignalled, {}, 1});
  };
  EXPECT_EQ(Run([&] { return DemoCommand(world_, demo_world_, arguments_); }), 0);
  EXPECT_EQ(script_.opened.at(0).label, "demo:clock");
  EXPECT_THAT(lines_, Contains(HasSubstr("Opening 1 healthy and 1 misbehaving")));
  EXPECT_THAT(lines_, Contains(HasSubstr("every tab shows its first frame")));
  EXPECT_THAT(lines_.back(), HasSubstr("Contained: 1 of 1"));
}

TEST_F(DemoCommandTest, JsonIsThatOfRun) {
  arguments_.names = {"clock"};
  arguments_.session.json = true;
  arguments_.session.duration = Duration(0ms);
  script_.story = [](FakeHost& host) { host.Tell(TabFirstFrame{1, 1, 10}); };
  EXPECT_EQ(Run([&] { return DemoCommand(world_, demo_world_, arguments_); }), 0);
  EXPECT_THAT(StreamErrors(lines_), IsEmpty());
}

TEST_F(DemoCommandTest, StrangerKillsAndStopsAgain) {
  arguments_.names = {"killed-outside", "stopped-outside"};
  arguments_.session.duration = Duration(60s);
  FakeHost* host = nullptr;
  script_.story = [&](FakeHost& fake) {
    host = &fake;
    fake.Tell(TabLive{1, 1, 101, 1, {}});
    fake.Tell(TabLive{2, 1, 102, 1, {}});
    fake.Tell(TabFirstFrame{1, 1, 10});
    fake.Tell(TabFirstFrame{2, 1, 10});
  };
  std::vector<std::pair<int, int>> sent;
  demo_world_.signal_process = [&](int pid, int signal) {
    sent.emplace_back(pid, signal);
    if (sent.size() == 2) {
      boost::asio::post(loop_, [&] { host->Tell(TabResponsive{2, 1}); });
    }
    if (sent.size() == 3) {
      ::raise(SIGINT);
    }
    return true;
  };
  EXPECT_EQ(Run([&] { return DemoCommand(world_, demo_world_, arguments_); }), 0);
  EXPECT_THAT(sent, ElementsAre(Pair(101, SIGKILL), Pair(102, SIGSTOP), Pair(102, SIGSTOP)));
}

}  // namespace
}  // namespace bulkhead
