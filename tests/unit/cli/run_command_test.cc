#include "browser/cli/run_command.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>

#include <gmock/gmock.h>

#include "browser/cli/end_plan.h"
#include "browser/cli/program_setup.h"
#include "tests/support/event_schema.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/cli/command_fixture.h"
#include "tests/unit/cli/sample_events.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RunCommandTest : public CommandTest {
 protected:
  int RunPages(std::vector<std::string> pages) {
    RunArguments arguments{.pages = std::move(pages), .session = session_};
    return Run([&] { return RunCommand(world_, arguments, directory_.path() / "demos"); });
  }
  // Every tab shows its first frame at once.
  void ShowFrames() {
    script_.story = [](FakeHost& host) {
      for (TabId tab = 1; tab <= 2; ++tab) {
        host.Tell(TabFirstFrame{tab, 1, 10});
      }
    };
  }
  SessionOptions session_;
};

TEST_F(RunCommandTest, JsonIsWholeAndTheSummaryIsLast) {
  session_.json = true;
  session_.duration = Duration(10ms);
  script_.story = [](FakeHost& host) {
    for (const Event& event : SampleEvents()) {
      if (!std::holds_alternative<HostStart>(event.body) && !std::holds_alternative<Summary>(event.body)) {
        host.Tell(event.body);
      }
    }
    host.Tell(TabFirstFrame{2, 1, 10});
  };
  EXPECT_EQ(RunPages({Page("a.html"), Page("b.html")}), 0);
  EXPECT_THAT(StreamErrors(lines_), IsEmpty());
  EXPECT_THAT(complaints_, IsEmpty());
  EXPECT_EQ(script_.shutdowns, 1);
  EXPECT_THAT(script_.opened, SizeIs(2));
}

TEST_F(RunCommandTest, TextIsForPeople) {
  session_.duration = Duration(0ms);
  ShowFrames();
  EXPECT_EQ(RunPages({Page("a.html")}), 0);
  ASSERT_FALSE(lines_.empty());
  EXPECT_THAT(lines_.front(), HasSubstr("bulkhead "));
  EXPECT_THAT(lines_.back(), HasSubstr("zombies"));
}

TEST_F(RunCommandTest, PageThatCannotBeOpenedDoesNotStopTheOthers) {
  session_.duration = Duration(0ms);
  ShowFrames();
  EXPECT_EQ(RunPages({directory_.path() / "none.html", Page("a.html"), "demo:none"}), 1);
  EXPECT_THAT(script_.opened, SizeIs(1));
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("no such file"), HasSubstr("no such demo")));
}

TEST_F(RunCommandTest, NoPageNoHost) {
  EXPECT_EQ(RunPages({directory_.path() / "none.html"}), 1);
  EXPECT_THAT(lines_, IsEmpty());
  EXPECT_THAT(complaints_, SizeIs(1));
}

TEST_F(RunCommandTest, TabThatDoesNotFitIsRefused) {
  session_.duration = Duration(0ms);
  ShowFrames();
  const std::string b = Page("b.html");
  script_.refused = {b};
  EXPECT_EQ(RunPages({Page("a.html"), b}), 1);
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("out of descriptors; ulimit -n 100")));
}

TEST_F(RunCommandTest, NothingFitsEndsAtOnce) {
  const std::string a = Page("a.html");
  script_.refused = {a};
  EXPECT_EQ(RunPages({a}), 1);
  EXPECT_EQ(script_.shutdowns, 1);
}

TEST_F(RunCommandTest, HostThatCannotStartIsUsage) {
  script_.refuse_all = true;
  EXPECT_EQ(RunPages({Page("a.html")}), 2);
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("no such program")));
}

TEST_F(RunCommandTest, RefusedSandboxIsTwo) {
  script_.story = [](FakeHost& host) { host.on_fatal({"sandbox refused", "user", "EPERM", "--sandbox=best-effort"}); };
  EXPECT_EQ(RunPages({Page("a.html")}), 2);
  EXPECT_THAT(complaints_, ElementsAre("bulkhead: sandbox refused: user: EPERM; --sandbox=best-effort"));
}

TEST_F(RunCommandTest, PostsGoToTheirTabsAndAnUnknownTabIsSaid) {
  session_.duration = Duration(0ms);
  session_.posts = {{2, "[1]"}, {3, "2"}, {1, "3"}};
  ShowFrames();
  EXPECT_EQ(RunPages({Page("a.html"), Page("b.html")}), 1);
  EXPECT_THAT(script_.posts, ElementsAre(std::pair<TabId, std::string>(2, "[1]"), std::pair<TabId, std::string>(1, "3")));
  EXPECT_THAT(complaints_, ElementsAre("bulkhead: cannot post to tab: 3: no such tab; "
                                       "tabs are numbered from 1 in the order of the pages"));
}

TEST_F(RunCommandTest, FaultsAreDoneInTheirTimeAndAnUnknownTabIsSaid) {
  session_.duration = Duration(300ms);
  session_.faults = {{20ms, 2, ParseFault("crash.segv").call.value()},
                     {1ms, 1, ParseFault("exit.code(code=3)").call.value()},
                     {0ms, 3, ParseFault("crash.abort").call.value()}};
  ShowFrames();
  EXPECT_EQ(RunPages({Page("a.html"), Page("b.html")}), 1);
  EXPECT_THAT(script_.requests, ElementsAre(std::pair<TabId, std::string>(1, "exit.code(code=3)"),
                                            std::pair<TabId, std::string>(2, "crash.segv(kind=null)")));
  EXPECT_THAT(complaints_, ElementsAre("bulkhead: cannot inject fault: tab 3: no such tab; "
                                       "tabs are numbered from 1 in the order of the pages"));
}

TEST_F(RunCommandTest, LeakIsOne) {
  session_.duration = Duration(0ms);
  ShowFrames();
  script_.summary.host.leaked_fds = 2;
  EXPECT_EQ(RunPages({Page("a.html")}), 1);
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("0 zombies, 0 orphans, 2 descriptors")));
}

TEST_F(RunCommandTest, FirstSignalIsOrdered) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    script_ = {};
    script_.story = [signal](FakeHost&) { ::raise(signal); };
    loop_.restart();
    RunArguments arguments{.pages = {Page("a.html")}, .session = session_};
    EXPECT_EQ(RunCommand(world_, arguments, {}), 0);
    EXPECT_EQ(script_.shutdowns, 1);
    EXPECT_EQ(script_.kills, 0);
  }
}

TEST_F(RunCommandTest, SecondSignalIsAtOnce) {
  script_.summary_withheld = true;
  script_.story = [](FakeHost&) {
    ::raise(SIGINT);
    ::raise(SIGTERM);
  };
  EXPECT_EQ(RunPages({Page("a.html")}), 130);
  EXPECT_EQ(script_.kills, 1);
  EXPECT_THAT(lines_.back(), HasSubstr("summary"));
}

// timeout(1) sends it to the process and to its group.
TEST_F(RunCommandTest, OneSignalThatComesTwiceIsOne) {
  script_.story = [](FakeHost&) {
    ::raise(SIGTERM);
    ::raise(SIGTERM);
  };
  EXPECT_EQ(RunPages({Page("a.html")}), 0);
  EXPECT_EQ(script_.shutdowns, 1);
  EXPECT_EQ(script_.kills, 0);
}

TEST_F(RunCommandTest, ADemoThatNeedsFaultsSaysSo) {
  session_.duration = Duration(0ms);
  ShowFrames();
  std::ofstream(directory_.path() / "native-crash.html") << "<!doctype html>";
  RunArguments arguments{.pages = {"demo:native-crash"}, .session = session_};
  EXPECT_EQ(RunCommand(world_, arguments, directory_.path()), 0);
  EXPECT_THAT(complaints_, ElementsAre("bulkhead: warning: demo:native-crash: faults are off, and it asks for one; "
                                       "add --enable-faults"));
  complaints_.clear();
  loop_.restart();
  arguments.session.host.faults = true;
  EXPECT_EQ(RunCommand(world_, arguments, directory_.path()), 0);
  EXPECT_THAT(complaints_, IsEmpty());
}

TEST_F(RunCommandTest, ClosedOutputIsAnOrderedEnd) {
  script_.story = [this](FakeHost& host) {
    reader_.Reset();
    host.Tell(TabTitle{1, "into the void"});
  };
  RunArguments arguments{.pages = {Page("a.html")}, .session = session_};
  EXPECT_EQ(RunCommand(world_, arguments, {}), 0);
  EXPECT_EQ(script_.shutdowns, 1);
  EXPECT_THAT(complaints_, ElementsAre("bulkhead: cannot write: stdout: its reader is gone; ending in order"));
}

TEST_F(RunCommandTest, FullOutputIsAnError) {
  const UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  world_.output_fd = full.get();
  RunArguments arguments{.pages = {Page("a.html")}, .session = session_};
  EXPECT_EQ(RunCommand(world_, arguments, {}), 1);
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("No space left on device")));
}

TEST_F(RunCommandTest, SecondSignalEndsTheWaitForAStuckReader) {
  session_.duration = Duration(0ms);
  script_.story = [](FakeHost& host) {
    for (int i = 0; i < 200; ++i) {
      host.Tell(TabTitle{1, std::string(1000, 'x')});
    }
    host.Tell(TabFirstFrame{1, 1, 10});
  };
  // The summary is written to nobody.
  RunArguments arguments{.pages = {Page("a.html")}, .session = session_};
  auto make_host = world_.make_host;
  world_.make_host = [&](auto& loop, auto options, auto& clock, auto sink, auto* error) {
    return make_host(loop, std::move(options), clock,
                     [sink = std::move(sink)](const Event& event) {
                       sink(event);
                       if (std::holds_alternative<TabFirstFrame>(event.body)) {
                         ::raise(SIGINT);
                         ::raise(SIGINT);
                       }
                     },
                     error);
  };
  EXPECT_EQ(RunCommand(world_, arguments, {}), 130);
}

TEST_F(RunCommandTest, ScreenshotsOfLiveAndDeadTabs) {
  session_.duration = Duration(0ms);
  session_.screenshots = directory_.path() / "new/shots";
  session_.host.viewport_width = 320;
  session_.host.viewport_height = 200;
  ShowFrames();
  script_.frames[1] = {.width = 2, .height = 2, .pixels = std::string(16, 'x')};
  script_.states[2] = TabState::kGaveUp;
  script_.deaths[2] = TabGone{2, 1, Cause::kSignalled, {}, 1};
  EXPECT_EQ(RunPages({Page("a.html"), Page("b.html")}), 0);
  EXPECT_TRUE(std::filesystem::exists(directory_.path() / "new/shots/tab-1.png"));
  EXPECT_GT(std::filesystem::file_size(directory_.path() / "new/shots/tab-2.png"), 1000u);
}

TEST_F(RunCommandTest, UnwritableScreenshotsAreSaidBeforeAnythingRuns) {
  session_.screenshots = Page("a-file");
  EXPECT_EQ(RunPages({Page("a.html")}), 2);
  EXPECT_THAT(complaints_, ElementsAre(HasSubstr("cannot write screenshots")));
  EXPECT_THAT(script_.opened, IsEmpty());
}

TEST(EndPlanTest, CountsFromTheLastFirstFrame) {
  ManualClock clock;
  EndPlan plan(clock.Now(), Duration(3s));
  const TimePoint start = clock.Now();
  plan.OnOpened(1);
  plan.OnOpened(2);
  EXPECT_EQ(plan.EndsAt(), start + 8s);
  clock.Advance(1s);
  plan.OnSettled(1, clock.Now());
  EXPECT_EQ(plan.EndsAt(), start + 8s);
  clock.Advance(1s);
  plan.OnSettled(2, clock.Now());
  EXPECT_EQ(plan.EndsAt(), start + 5s);
  clock.Advance(10s);
  plan.OnSettled(2, clock.Now());  // a restarted tab's first frame moves nothing
  EXPECT_EQ(plan.EndsAt(), start + 5s);
}

TEST(EndPlanTest, LateFirstFrameDoesNotMoveTheEnd) {
  ManualClock clock;
  EndPlan plan(clock.Now(), Duration(1s));
  plan.OnOpened(1);
  const TimePoint start = clock.Now();
  clock.Advance(5500ms);
  plan.OnSettled(1, clock.Now());
  EXPECT_EQ(plan.EndsAt(), start + 6s);
  EXPECT_FALSE(EndPlan(start, std::nullopt).EndsAt().has_value());
}

TEST(ProgramSetupTest, DescriptorLimitIsRaised) {
  RaiseDescriptorLimit();
  rlimit limit = {};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
  EXPECT_TRUE(OpenStandardDescriptors());
  EXPECT_FALSE(SignalProcess(0x7ffffff0, 0));
  EXPECT_TRUE(SignalProcess(::getpid(), 0));
}

}  // namespace
}  // namespace bulkhead
