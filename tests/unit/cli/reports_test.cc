// Reports on the disk: where, how many, for whose eyes, and what they say.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/cli/page_session.h"
#include "browser/cli/reports/report_directory.h"
#include "browser/cli/reports/report_json.h"
#include "browser/cli/reports/report_text.h"
#include "browser/cli/reports/reports_command.h"
#include "tests/unit/cli/command_fixture.h"
#include "tests/unit/cli/sample_events.h"

namespace bulkhead {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string Numbered(int number) {
  return "20261127T172218Z-1-" + std::to_string(1000 + number);
}

std::optional<std::filesystem::path> DirectoryFor(std::map<std::string, const char*> environment, UserError* error) {
  return ReportDirectory([&](const char* name) { return environment.contains(name) ? environment[name] : nullptr; }, error);
}

TEST(ReportDirectoryTest, FollowsTheRulesOfStateDirectories) {
  UserError error;
  EXPECT_EQ(DirectoryFor({{"XDG_STATE_HOME", "/state"}, {"HOME", "/home/u"}}, &error), "/state/bulkhead/reports");
  EXPECT_EQ(DirectoryFor({{"XDG_STATE_HOME", ""}, {"HOME", "/home/u"}}, &error), "/home/u/.local/state/bulkhead/reports");
  EXPECT_EQ(DirectoryFor({{"XDG_STATE_HOME", "here"}, {"HOME", "/home/u"}}, &error),
            "/home/u/.local/state/bulkhead/reports");
  EXPECT_EQ(DirectoryFor({}, &error), std::nullopt);
  EXPECT_EQ(error.Line(), "bulkhead: cannot keep reports: HOME: not set to a directory; set it, or XDG_STATE_HOME");
}

class ReportStoreTest : public testing::Test {
 protected:
  std::vector<std::string> Ids() const {
    UserError error;
    std::vector<std::string> ids = store_.List(&error);
    EXPECT_EQ(error.what, "");
    return ids;
  }
  TempDir temporary_;
  const std::filesystem::path directory_ = temporary_.path() / "state/bulkhead/reports";
  const ReportStore store_{directory_};
};

TEST_F(ReportStoreTest, KeepsWhatOnlyItsOwnerMayRead) {
  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_FALSE(store_.Keep(Numbered(1), "Hang", "{}"));
  EXPECT_THAT(Ids(), ElementsAre(Numbered(1)));
  UserError error;
  EXPECT_EQ(store_.Read(Numbered(1), &error), "{}");
  struct stat facts {};
  ASSERT_EQ(::stat(directory_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0700u);
  ASSERT_EQ(::stat((directory_ / (Numbered(1) + ".Hang.json")).c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600u);
}

TEST_F(ReportStoreTest, ADirectoryThatOthersMayReadIsClosedToThem) {
  std::filesystem::create_directories(directory_);
  ::chmod(directory_.c_str(), 0755);
  EXPECT_FALSE(store_.Keep(Numbered(1), "Hang", "{}"));
  struct stat facts {};
  ASSERT_EQ(::stat(directory_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0700u);
}

TEST_F(ReportStoreTest, TheNewestTwentyOfAKindStayAndOtherKindsAreLeftAlone) {
  EXPECT_FALSE(store_.Keep(Numbered(0), "Hang", "{}"));
  for (int i = 1; i <= 25; ++i) {
    EXPECT_FALSE(store_.Keep(Numbered(i), "Signalled", "{}"));
  }
  const std::vector<std::string> ids = Ids();
  ASSERT_EQ(ids.size(), 21u);
  EXPECT_EQ(ids[0], Numbered(0));
  EXPECT_EQ(ids[1], Numbered(6));
  EXPECT_EQ(ids.back(), Numbered(25));
}

TEST_F(ReportStoreTest, ALinkInItsPlaceIsNotFollowed) {
  const std::filesystem::path elsewhere = temporary_.path() / "elsewhere";
  std::filesystem::create_directories(elsewhere);
  std::filesystem::create_directories(directory_.parent_path());
  std::filesystem::create_symlink(elsewhere, directory_);
  const auto error = store_.Keep(Numbered(1), "Hang", "{}");
  ASSERT_TRUE(error);
  EXPECT_THAT(error->Line(), HasSubstr(directory_.string() + ": is no directory; set XDG_STATE_HOME"));
  EXPECT_TRUE(std::filesystem::is_empty(elsewhere));
}

TEST_F(ReportStoreTest, ALinkInPlaceOfAReportIsNotFollowed) {
  ASSERT_FALSE(store_.Keep(Numbered(1), "Hang", "{}"));
  const std::filesystem::path secret = temporary_.Write("secret", "secret");
  std::filesystem::create_symlink(secret, directory_ / (Numbered(2) + ".Hang.json"));
  UserError error;
  EXPECT_FALSE(store_.Read(Numbered(2), &error));
  EXPECT_EQ(error.what, "cannot read a report");
}

TEST_F(ReportStoreTest, WhereNothingCanBeMadeOnlyTheReportIsLost) {
  const ReportStore store(temporary_.Write("file", "") / "bulkhead/reports");
  const auto error = store.Keep(Numbered(1), "Hang", "{}");
  ASSERT_TRUE(error);
  EXPECT_THAT(error->Line(), HasSubstr("Not a directory; set XDG_STATE_HOME"));
}

TEST_F(ReportStoreTest, AFullDiskLeavesNoHalfReport) {
  ASSERT_FALSE(store_.Keep(Numbered(1), "Hang", "{}"));
  rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {4, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto error = store_.Keep(Numbered(2), "Hang", std::string(100, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, old);
  ASSERT_TRUE(error);
  EXPECT_THAT(error->Line(), HasSubstr(Numbered(2) + ".Hang.json: File too large; the run goes on without it"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 1);
}

TEST_F(ReportStoreTest, WhatAKilledWriterLeftIsRemovedAnHourLater) {
  ASSERT_FALSE(store_.Keep(Numbered(1), "Hang", "{}"));
  const auto age = [](const std::filesystem::path& file, time_t seconds) {
    const timespec at{::time(nullptr) - seconds, 0};
    const timespec times[] = {at, at};
    ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times, AT_SYMLINK_NOFOLLOW), 0);
  };
  const std::filesystem::path left = temporary_.Write("state/bulkhead/reports/.unfinished-" + Numbered(2), "{");
  const std::filesystem::path fresh = temporary_.Write("state/bulkhead/reports/.unfinished-" + Numbered(3), "{");
  const std::filesystem::path strange = temporary_.Write("state/bulkhead/reports/.unfinished-a b", "{");
  const std::filesystem::path other = temporary_.Write("state/bulkhead/reports/notes.txt", "{");
  age(left, 2 * 3600);
  age(fresh, 600);
  age(strange, 2 * 3600);
  age(other, 2 * 3600);
  ASSERT_FALSE(store_.Keep(Numbered(4), "Hang", "{}"));
  EXPECT_FALSE(std::filesystem::exists(left));
  for (const auto& stays : {fresh, strange, other}) {
    EXPECT_TRUE(std::filesystem::exists(stays)) << stays;
  }
  EXPECT_THAT(Ids(), ElementsAre(Numbered(1), Numbered(4)));
}

TEST_F(ReportStoreTest, StrangersInTheDirectoryAreNoReports) {
  ASSERT_FALSE(store_.Keep(Numbered(1), "Hang", "{}"));
  for (const char* name : {".unfinished-x", "notes.txt", "a b.Hang.json", ".json"}) {
    temporary_.Write("state/bulkhead/reports/" + std::string(name), "{}");
  }
  EXPECT_THAT(Ids(), ElementsAre(Numbered(1)));
  UserError error;
  for (const char* id : {"", "../1", "none", "a b", "."}) {
    EXPECT_FALSE(store_.Read(id, &error)) << id;
    EXPECT_EQ(error.what, "no such report");
  }
}

class ReportsCommandTest : public ReportStoreTest {
 protected:
  CommandAnswer Ask(std::optional<std::string> show, bool as_json = false) {
    return ReportsCommand({as_json, std::move(show)}, store_, {.colour = false, .ascii = true});
  }
  void Keep(const TabReport& report) {
    ASSERT_FALSE(store_.Keep(report.id, "Signalled", ReportJson(report, "demo:crash", kHost)));
  }
  const HostStart kHost{"strict", {{"user", "applied"}}, "tab"};
};

TEST_F(ReportsCommandTest, ListsAndShows) {
  EXPECT_EQ(Ask(std::nullopt).text, "No reports.\n");
  Keep(FullReport());
  const std::string id = FullReport().id;
  const std::string list = Ask(std::nullopt).text;
  EXPECT_THAT(list, HasSubstr(id));
  EXPECT_THAT(list, HasSubstr("Signalled(SIGSEGV, stack overflow)"));
  EXPECT_THAT(list, HasSubstr("bulkhead::Strike(int) (renderer/faults/strikes.cc:58)"));
  EXPECT_THAT(Ask(std::nullopt, true).text, HasSubstr(R"("page":"demo:crash")"));
  const CommandAnswer shown = Ask(id);
  EXPECT_EQ(shown.exit_code, 0);
  for (const char* part : {"page        demo:crash", "thread main, crashed", "thread compositor, stopped for its stack",
                           "thread worker-1, gave no answer", "#0 bulkhead::Strike(int) (renderer/faults/strikes.cc:58)",
                           "#3 0xdead", "rip 0x1234", "fault       crash.segv(kind=null)", "script      page.html:12",
                           "landlock not in this kernel", "user_ms 1.5", "   -12.50 ms  control down  Ping, 2 bytes\n",
                           "    -1.25 ms  control up  FaultFired, 64 bytes, page 7\n"}) {
    EXPECT_THAT(shown.text, HasSubstr(part));
  }
  const boost::json::value whole = boost::json::parse(Ask(id, true).text);
  EXPECT_EQ(whole.at("sandbox").at("layers").at("user"), "applied");
  EXPECT_EQ(whole.at("messages").at(1).at("name"), "FaultFired");
  EXPECT_EQ(whole.at("stacks").at(0).at("frames").at(0).at("line"), 58);
}

TEST_F(ReportsCommandTest, WhatIsNotThereOrNotOursIsOneComplaint) {
  CommandAnswer answer = Ask("none");
  EXPECT_EQ(answer.exit_code, 1);
  ASSERT_TRUE(answer.complaint);
  EXPECT_EQ(answer.complaint->what, "no such report");
  Keep(FullReport());
  ASSERT_FALSE(store_.Keep(Numbered(2), "Hang", "no JSON"));
  answer = Ask(std::nullopt);
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_THAT(answer.complaint->Line(), HasSubstr(Numbered(2) + ": is no JSON object"));
  EXPECT_THAT(answer.text, HasSubstr(FullReport().id));
}

TEST_F(ReportsCommandTest, HostileWordsDoNotReachTheTerminal) {
  TabReport report = FullReport();
  report.facts.script_source = "\x1b]0;owned\x07\n\u202E";
  report.detail.thread = report.facts.script_source;
  Keep(report);
  const std::string text = Ask(report.id).text + Ask(report.id, true).text + Ask(std::nullopt).text;
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\u202E")));
}

TEST_F(ReportsCommandTest, AnyObjectCanBeShown) {
  for (const char* text : {"{}", R"({"stacks":[1,{"frames":[{"line":-1,"offset":"x"},2]},{}],"detail":7,"tab":"x","script":{}})"}) {
    ASSERT_FALSE(store_.Keep(Numbered(3), "Hang", text));
    EXPECT_EQ(Ask(Numbered(3)).exit_code, 0);
    EXPECT_EQ(Ask(std::nullopt).exit_code, 0);
  }
}

class ReportKeepingTest : public CommandTest {
 protected:
  int RunWithDeaths(int deaths) {
    script_.story = [deaths](FakeHost& host) {
      host.Tell(TabStarting{1, 1, "a.html"});
      for (int i = 0; i < deaths; ++i) {
        TabReport report = FullReport();
        report.id = Numbered(i);
        host.Tell(report);
      }
    };
    SessionOptions options;
    options.duration = Duration::zero();
    PageSource page;
    page.label = "a.html";
    return Run([&] {
      // Settled, so that the run ends.
      const auto story = script_.story;
      script_.story = [story](FakeHost& host) {
        story(host);
        host.Tell(TabFirstFrame{1, 1, 1});
      };
      return RunPages(world_, options, {page}, 0, [](const Event& event, EventPrinter& printer) { printer.Print(event); });
    });
  }
};

TEST_F(ReportKeepingTest, EveryReportIsThereWhenTheRunHasEnded) {
  const std::filesystem::path directory = directory_.path() / "state/bulkhead/reports";
  world_.report_directory = [&](UserError*) { return directory; };
  EXPECT_EQ(RunWithDeaths(3), 0);
  UserError error;
  const ReportStore store(directory);
  EXPECT_THAT(store.List(&error), ElementsAre(Numbered(0), Numbered(1), Numbered(2)));
  const std::optional<std::string> text = store.Read(Numbered(1), &error);
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr(R"("page":"a.html")"));
  EXPECT_THAT(*text, HasSubstr(R"("mode":"strict")"));
  EXPECT_THAT(complaints_, IsEmpty());
}

TEST_F(ReportKeepingTest, WhatCannotBeKeptIsSaidOnceAndCostsNothingElse) {
  const std::filesystem::path file = directory_.Write("file", "");
  world_.report_directory = [&](UserError*) { return file / "reports"; };
  EXPECT_EQ(RunWithDeaths(3), 0);
  ASSERT_EQ(complaints_.size(), 1u);
  EXPECT_THAT(complaints_[0], HasSubstr("cannot keep reports"));
}

TEST_F(ReportKeepingTest, WithoutAHomeThatIsSaidOnce) {
  world_.report_directory = [](UserError* error) -> std::optional<std::filesystem::path> {
    *error = {"cannot keep reports", "HOME", "not set", ""};
    return std::nullopt;
  };
  EXPECT_EQ(RunWithDeaths(2), 0);
  EXPECT_THAT(complaints_, ElementsAre("bulkhead: cannot keep reports: HOME: not set"));
}

}  // namespace
}  // namespace bulkhead
