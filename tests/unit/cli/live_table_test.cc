// The table without a terminal: rows, drawing, and what each key asks of the host.
#include "browser/cli/live/live_table.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "browser/cli/plain_text.h"
#include "tests/support/fake_host.h"
#include "tests/support/manual_clock.h"
#include "tests/support/screen_lines.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

class LiveTableTest : public testing::Test {
 protected:
  LiveTableTest() { table_.Attach(host_); }

  void Tell(EventBody body) { table_.OnEvent({std::chrono::duration<double>(clock_.Now() - start_).count(), std::move(body)}); }
  void OpenTab(TabId tab, const std::string& page) {
    script_.opened.push_back({page, {}, {}, {}});
    Tell(TabStarting{tab, 1, page});
    Tell(TabLive{tab, 1, static_cast<int>(1000 + tab), 8.0, {}});
    TabUse& use = script_.uses[tab];
    use.pid = static_cast<int>(1000 + tab);
    use.cpu_ns = 0;
    use.rss_kib = 20 * 1024 * tab;
    use.threads = 6;
  }
  void Press(std::string_view text) {
    for (const char c : text) {
      table_.OnKey({Key::Kind::kText, static_cast<char32_t>(c)});
    }
  }
  void Press(Key::Kind kind) { table_.OnKey({kind, 0}); }
  // As a terminal shows it.
  std::vector<std::string> Screen(ScreenSize size = {24, 120}) { return ScreenLines(table_.Draw(size), size.columns); }
  std::string Line(std::string_view part, ScreenSize size = {24, 120}) {
    for (const std::string& line : Screen(size)) {
      if (line.find(part) != std::string::npos) {
        return line;
      }
    }
    return {};
  }

  ManualClock clock_;
  const TimePoint start_ = clock_.Now();
  boost::asio::io_context loop_;
  FakeHost::Script script_;
  FakeHost host_{script_, loop_, clock_, [](const Event&) {}};
  std::vector<std::string> opened_;
  std::optional<std::string> refusal_;
  int ends_ = 0;
  LiveTable table_{{.colour = false, .ascii = true},
                   clock_,
                   {.open =
                        [this](const std::string& page) {
                          opened_.push_back(page);
                          return refusal_;
                        },
                    .end = [this] { ++ends_; },
                    .pages = {"demo:clock", "demo:crash"}}};
};

TEST_F(LiveTableTest, ARowSaysWhatIsKnownOfItsTab) {
  OpenTab(1, "clock.html");
  Tell(TabTitle{1, "A clock"});
  table_.Sample();
  clock_.Advance(500ms);
  script_.uses[1].frames = 30;
  script_.uses[1].cpu_ns = 50'000'000;
  table_.Sample();
  EXPECT_THAT(Line("A clock"), testing::MatchesRegex(" *>? *1 A clock +live +1001 +60 +10 +20.0M +6 title: A clock *"));
}

TEST_F(LiveTableTest, WithoutAProcessThereAreNoFigures) {
  OpenTab(1, "clock.html");
  table_.Sample();
  Tell(TabGone{1, 1, Cause::kSignalled, {}, 1.5});
  script_.uses[1] = {};
  clock_.Advance(500ms);
  table_.Sample();
  EXPECT_THAT(Line("clock.html"), testing::ContainsRegex("gone +- +- +- +- +- gone: Signalled"));
}

TEST_F(LiveTableTest, TextOfPagesIsHarmless) {
  OpenTab(1, "a.html");
  Tell(TabTitle{1, "\x1b[2J\x1b]0;evil\a\xE2\x80\xAE"});
  for (const std::string& line : table_.Draw({24, 120})) {
    EXPECT_THAT(line, Not(HasSubstr("\x1b[2J")));
    EXPECT_THAT(line, Not(HasSubstr("\x1b]")));
  }
  EXPECT_THAT(Line("evil"), HasSubstr("\\x1b[2J"));
}

TEST_F(LiveTableTest, EachKeyAsksForWhatItsHelpSays) {
  OpenTab(1, "a.html");
  OpenTab(2, "b.html");
  Press(Key::Kind::kDown);
  Press("kchmgrx");
  EXPECT_THAT(script_.requests,
              ElementsAre(Pair(2u, "renderer.kill(signal=KILL)"), Pair(2u, "crash.segv(kind=null)"), Pair(2u, "hang.main.spin"),
                          Pair(2u, "memory.bomb(mib_per_s=unlimited)"), Pair(2u, "wire.garbage"), Pair(2u, "reload"),
                          Pair(2u, "close")));
  EXPECT_EQ(ends_, 0);
  Press("q");
  EXPECT_EQ(ends_, 1);
  Press("Z");  // no key
  EXPECT_THAT(script_.requests, SizeIs(7));
}

TEST_F(LiveTableTest, TheStopKeyStopsAndLetsGoOn) {
  OpenTab(1, "a.html");
  Press("s");
  script_.uses[1].stopped = true;
  table_.Sample();
  EXPECT_THAT(Line("a.html"), HasSubstr("stopped"));
  Press("s");
  EXPECT_THAT(script_.requests, ElementsAre(Pair(1u, "stop"), Pair(1u, "continue")));
}

TEST_F(LiveTableTest, AnyFaultCanBeTyped) {
  OpenTab(1, "a.html");
  Press("fexit.c");
  Press(Key::Kind::kTab);
  EXPECT_THAT(Screen().back(), HasSubstr("fault on tab 1: exit.code("));
  Press("code=7)");
  Press(Key::Kind::kEnter);
  EXPECT_THAT(script_.requests, ElementsAre(Pair(1u, "exit.code(code=7)")));
  EXPECT_THAT(Screen().back(), HasSubstr("k kill"));
}

TEST_F(LiveTableTest, AFaultThatThereIsNotIsSaidAndStrikesNobody) {
  OpenTab(1, "a.html");
  Press("fnothing");
  Press(Key::Kind::kEnter);
  EXPECT_THAT(script_.requests, IsEmpty());
  EXPECT_FALSE(Line("there is no fault 'nothing'").empty());
}

TEST_F(LiveTableTest, AMessageThatIsTooLongForItsLineHasTwo) {
  OpenTab(1, "a.html");
  Press("fexit.code(code=900)");
  Press(Key::Kind::kEnter);
  EXPECT_FALSE(Line("exit.code: code cannot be '900'; valid: 1 to 255").empty());
  const std::vector<std::string> narrow = Screen({15, 40});
  ASSERT_EQ(narrow.size(), 15u);
  EXPECT_EQ(narrow[12], "exit.code: code cannot be '900'; valid:");
  EXPECT_EQ(narrow[13], "1 to 255");
}

TEST_F(LiveTableTest, PagesAreOpenedByName) {
  OpenTab(1, "a.html");
  Press("ndemo:cr");
  Press(Key::Kind::kTab);
  Press(Key::Kind::kEnter);
  EXPECT_THAT(opened_, ElementsAre("demo:crash"));
  refusal_ = "bulkhead: cannot open page: x: no such file";
  Press("nx");
  Press(Key::Kind::kEnter);
  EXPECT_FALSE(Line("no such file").empty());
  Press("n");
  Press(Key::Kind::kEscape);
  EXPECT_THAT(opened_, SizeIs(2));
}

TEST_F(LiveTableTest, WhatTheHostRefusesIsSaid) {
  Press("r");  // there is no tab
  EXPECT_FALSE(Line("cannot reload: tab 0: no such tab").empty());
  Press("c");
  EXPECT_FALSE(Line("cannot crash.segv(kind=null): tab 0: no such tab").empty());
}

TEST_F(LiveTableTest, WhatCameOfAStrikeIsOneLine) {
  OpenTab(1, "a.html");
  OpenTab(2, "b.html");
  Press("h");
  clock_.Advance(1500ms);
  EXPECT_FALSE(Line("hang.main.spin on tab 1: nothing seen for 1.50 s").empty()) << Line("hang.main");
  Tell(TabUnresponsive{1, 1, "main", "spinning"});
  EXPECT_FALSE(Line("hang.main.spin on tab 1: its main thread is spinning").empty());
  script_.uses[1].worst_gap_ms = 900;  // its own does not count
  script_.uses[2].worst_gap_ms = 17;
  table_.Sample();
  DeathDetail detail;
  detail.thread = "main";
  detail.kind = "spinning";
  Tell(TabGone{1, 1, Cause::kHang, detail, 10'100});
  EXPECT_FALSE(
      Line("on tab 1: Hang(main, spinning), seen after 10.10 s; neighbours' worst gap 17.0 ms").empty())
      << Line("hang.main");
  clock_.Advance(5s);
  script_.uses[2].worst_gap_ms = 500;  // long after: for another reason
  table_.Sample();
  EXPECT_FALSE(Line("neighbours' worst gap 17.0 ms").empty());
}

TEST_F(LiveTableTest, TheChosenOneIsAlwaysOnTheScreen) {
  for (TabId tab = 1; tab <= 50; ++tab) {
    OpenTab(tab, "page" + std::to_string(tab) + ".html");
  }
  const ScreenSize size{15, 100};
  EXPECT_FALSE(Line("page1.html", size).empty());
  EXPECT_TRUE(Line("page50.html", size).empty());
  Press(Key::Kind::kEnd);
  EXPECT_THAT(Line("page50.html", size), HasSubstr(">"));
  EXPECT_TRUE(Line("page1.html", size).empty());
  Press(Key::Kind::kPageUp);
  EXPECT_THAT(Line("page40.html", size), HasSubstr(">"));
  Press(Key::Kind::kHome);
  Press(Key::Kind::kUp);
  EXPECT_THAT(Line("page1.html", size), HasSubstr(">"));
  EXPECT_THAT(Screen(size), SizeIs(15));
}

TEST_F(LiveTableTest, RowsAreSortedByWhatIsAskedFor) {
  for (TabId tab = 1; tab <= 3; ++tab) {
    OpenTab(tab, "page" + std::to_string(tab) + ".html");
  }
  table_.Sample();
  Press("oooo");  // state, fps, cpu, memory
  EXPECT_FALSE(Line("order: memory").empty());
  const std::vector<std::string> lines = Screen();
  EXPECT_THAT(lines[2], HasSubstr("page3.html"));
  EXPECT_THAT(lines[4], HasSubstr("page1.html"));
}

TEST_F(LiveTableTest, EveryScreenIsFilledAndNoLineIsTooLong) {
  for (TabId tab = 1; tab <= 5; ++tab) {
    OpenTab(tab, "a page with a rather long name " + std::to_string(tab) + ".html");
    Tell(TabTitle{tab, "\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80 " + std::string(300, 'x')});
  }
  table_.Sample();
  for (const bool help : {false, true}) {
    for (size_t rows = 1; rows <= 30; rows += 1) {
      for (size_t columns : {1u, 2u, 5u, 10u, 20u, 40u, 79u, 80u, 132u, 300u}) {
        const std::vector<std::string> lines = table_.Draw({rows, columns});
        EXPECT_LE(lines.size(), rows);
        for (const std::string& line : ScreenLines(lines, 1000)) {
          EXPECT_LE(Columns(line), columns) << rows << "x" << columns << ": " << line;
        }
      }
    }
    Press("?");
    (void)help;
  }
}

TEST_F(LiveTableTest, NarrowScreensKeepWhatMattersMost) {
  OpenTab(1, "a.html");
  EXPECT_THAT(Screen({24, 200})[1], HasSubstr("LAST EVENT"));
  const std::string narrow = Screen({24, 30})[1];
  EXPECT_THAT(narrow, HasSubstr("STATE"));
  EXPECT_THAT(narrow, HasSubstr("TITLE"));
  EXPECT_THAT(narrow, Not(HasSubstr("THR")));
  EXPECT_THAT(Screen({24, 14})[1], HasSubstr("STATE"));
}

TEST_F(LiveTableTest, HelpNamesEveryKeyAndGoesAgain) {
  OpenTab(1, "a.html");
  Press("?");
  EXPECT_FALSE(Line("memory bomb").empty());
  EXPECT_TRUE(Line("a.html").empty());
  Press(Key::Kind::kEscape);
  EXPECT_FALSE(Line("a.html").empty());
}

TEST_F(LiveTableTest, WithoutUtf8EverythingIsAscii) {
  OpenTab(1, "a.html");
  Tell(TabTitle{1, "Z\xC3\xBCrich"});
  for (const std::string& line : table_.Draw({24, 120})) {
    EXPECT_TRUE(std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) << line;
  }
}

TEST_F(LiveTableTest, ANewLifeShowsItsOwnFigures) {
  OpenTab(1, "a.html");
  script_.uses[1].frames = 100;
  table_.Sample();
  Tell(TabGone{1, 1, Cause::kSignalled, {}, 1});
  Tell(TabStarting{1, 2, "a.html"});
  Tell(TabLive{1, 2, 2001, 8, {}});
  script_.uses[1].pid = 2001;
  script_.uses[1].frames = 200;
  clock_.Advance(500ms);
  table_.Sample();
  EXPECT_THAT(Line("a.html"), testing::ContainsRegex("live +2001 +- +- "));  // nothing to compare with yet
}

}  // namespace
}  // namespace bulkhead
