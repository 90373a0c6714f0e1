#include "browser/cli/event_text.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/cli/cause_words.h"
#include "browser/cli/plain_text.h"
#include "tests/unit/cli/sample_events.h"

namespace bulkhead {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(EventTextTest, EveryEventIsALineOfPrintableText) {
  for (const Event& event : SampleEvents()) {
    const std::string text = EventText(event, {.colour = false, .ascii = true});
    EXPECT_FALSE(text.empty());
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    const auto* summary = std::get_if<Summary>(&event.body);
    const bool report = std::holds_alternative<TabReport>(event.body);  // its two threads, one with four frames
    EXPECT_EQ(static_cast<size_t>(lines), summary != nullptr ? summary->tabs.size() + 1 : report ? 8 : 1);
    for (char c : text) {
      EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 0x7f)) << text;
    }
  }
}

TEST(EventTextTest, ReadsWell) {
  const TextStyle style;
  EXPECT_EQ(EventText({0.03, TabLive{1, 1, 4242, 6.25, {}}}, style),
            "   0.030  tab 1   live         process 4242 after 6.25 ms");
  EXPECT_EQ(EventText({12.5, TabUnresponsive{12, 2, "main", "spinning"}}, style),
            "  12.500  tab 12  unresponsive main thread is spinning (life 2)");
  DeathDetail detail;
  detail.signal = "SIGSEGV";
  detail.address = 0x10;
  EXPECT_EQ(EventText({1, TabGone{2, 1, Cause::kSignalled, detail, 0.5}}, style),
            "   1.000  tab 2   gone         Signalled(SIGSEGV), seen after 0.50 ms · address: 0x10");
  EXPECT_EQ(EventText({1, FullReport()}, style),
            "   1.000  tab 1   report       20261127T172218Z-4242-0001\n"
            "            thread main, crashed\n"
            "              #0 bulkhead::Strike(int) (renderer/faults/strikes.cc:58)\n"
            "              #1 qsort (libc.so.6)\n"
            "              #2 libc.so.6+0x1f\n"
            "              #3 0xdead\n"
            "            thread compositor, stopped for its stack\n"
            "            thread worker-1, gave no answer");
}

TEST(EventTextTest, ALearnedCallHasItsRule) {
  const auto text = [](const SandboxCall& call) { return EventText({1, call}, {}).substr(10); };
  EXPECT_EQ(text({1, 1, "socket", "native", "main", {2, 1, 0, 0, 0, 0}, 1, "{\"socket\"},"}),
            "tab 1   learned      socket once on main; rule: {\"socket\"},");
  EXPECT_EQ(text({2, 3, "socket", "native", "main", {2, 1, 0, 0, 0, 0}, 8, "{\"socket\"},"}),
            "tab 2   learned      socket 8 times, first on main; rule: {\"socket\"}, (life 3)");
  EXPECT_EQ(text({1, 1, "getpid", "x32", "", {}, 2, ""}), "tab 1   learned      getpid (x32) 2 times; no rule can allow it");
  EXPECT_EQ(text({0, 0, "other calls", "", "", {}, 70, ""}),
            "spare   learned      other calls 70 times, of more kinds than are kept");
}

TEST(EventTextTest, ColourIsOnlyThereWhenAskedFor) {
  for (const Event& event : SampleEvents()) {
    EXPECT_THAT(EventText(event, {}), Not(HasSubstr("\x1b")));
  }
  EXPECT_THAT(EventText({1, TabClosed{1}}, {.colour = true}), HasSubstr("\x1b[2mclosed\x1b[0m"));
}

TEST(EventTextTest, PagesCannotSpeakToTheTerminal) {
  const std::string hostile = "\x1b]0;owned\x07\n\r   0.1  tab 1  gone \u202E\u2066 \x9b 31m \u009b";
  const Event events[] = {
      {1, TabTitle{1, hostile}},
      {1, ConsoleEvent{1, "log", hostile, hostile, 1}},
      {1, TabError{1, hostile, hostile, 1, hostile}},
      {1, FaultFired{1, hostile, hostile, hostile, hostile}},
      {1, ResourceRefused{1, hostile, hostile}},
      {1, TabStarting{1, 1, hostile}},
      {1, TabGone{1, 1, Cause::kSignalled,
                  [&] {
                    DeathDetail detail;
                    detail.signal = hostile;
                    detail.message = hostile;
                    detail.thread = hostile;
                    return detail;
                  }(),
                  1}},
  };
  for (const Event& event : events) {
    std::string text = EventText(event, {});
    for (std::string_view rest = text; !rest.empty();) {
      EXPECT_FALSE(IsHostile(TakeCodePoint(&rest))) << text;
    }
  }
}

TEST(PlainTextTest, Escapes) {
  EXPECT_EQ(PlainText("a\nb\tc\x1b[1m", false), "a\\nb\\tc\\x1b[1m");
  EXPECT_EQ(PlainText("\u202Eevil", false), "\\u{202e}evil");
  EXPECT_EQ(PlainText(std::string_view("\0x", 2), false), "\\x00x");
  EXPECT_EQ(PlainText("größe … 🙂", false), "größe … 🙂");
  EXPECT_EQ(PlainText("größe … 🙂", true), "gr??e ... ?");
  EXPECT_EQ(PlainText("abcdef", false, 3), "abc…");
  EXPECT_EQ(PlainText("abcdef", true, 3), "abc...");
  EXPECT_EQ(PlainText("abc", true, 3), "abc");
}

TEST(PlainTextTest, NoUtf8IsReplaced) {
  EXPECT_EQ(ValidUtf8("\xC0\xAF"), "\uFFFD\uFFFD");          // overlong
  EXPECT_EQ(ValidUtf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // surrogate
  EXPECT_EQ(ValidUtf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond the last
  EXPECT_EQ(ValidUtf8("a\xE2\x82"), "a\uFFFD\uFFFD");        // cut
  EXPECT_EQ(ValidUtf8("€𝄞"), "€𝄞");
  EXPECT_EQ(Columns("größe"), 5u);
}

TEST(TerminalTest, StyleFollowsTheEnvironment) {
  std::map<std::string, const char*> variables;
  const auto environment = [&](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second;
  };
  EXPECT_TRUE(StyleOf(true, environment).colour);
  EXPECT_TRUE(StyleOf(true, environment).ascii);
  EXPECT_FALSE(StyleOf(false, environment).colour);
  variables["LANG"] = "de_DE.UTF-8";
  EXPECT_FALSE(StyleOf(true, environment).ascii);
  variables["LC_ALL"] = "C";
  EXPECT_TRUE(StyleOf(true, environment).ascii);
  variables["LC_ALL"] = "C.utf8";
  EXPECT_FALSE(StyleOf(true, environment).ascii);
  variables["NO_COLOR"] = "";
  EXPECT_TRUE(StyleOf(true, environment).colour);
  variables["NO_COLOR"] = "1";
  EXPECT_FALSE(StyleOf(true, environment).colour);
  variables.erase("NO_COLOR");
  variables["TERM"] = "dumb";
  EXPECT_FALSE(StyleOf(true, environment).colour);
}

TEST(CauseWordsTest, ShortFormHasItsArguments) {
  const DeathDetail full = FullDetail();
  EXPECT_EQ(CauseText(Cause::kSignalled, full), "Signalled(SIGSEGV, stack overflow)");
  EXPECT_EQ(CauseText(Cause::kBadMessage, full), "BadMessage(2 oversize)");
  EXPECT_EQ(CauseText(Cause::kHang, full), "Hang(main, stack overflow)");
  EXPECT_EQ(CauseText(Cause::kOutOfMemory, full), "OutOfMemory(rss 512MiB)");
  EXPECT_EQ(CauseText(Cause::kStartupFailed, full), "StartupFailed(landlock, errno 1)");
  EXPECT_EQ(CauseText(Cause::kSignalled, {}), "Signalled");
  DeathDetail quota;
  quota.kind = "outbound";
  quota.limit = "5s unread";
  EXPECT_EQ(CauseText(Cause::kQuotaExceeded, quota), "QuotaExceeded(outbound, 5s unread)");
  EXPECT_EQ(CauseText(Cause::kKilledExternally, full), "KilledExternally");
}

TEST(CauseWordsTest, EveryCauseHasWords) {
  for (int at = 0; at <= static_cast<int>(Cause::kInternal); ++at) {
    const auto cause = static_cast<Cause>(at);
    for (const DeathDetail& detail : {DeathDetail{}, FullDetail()}) {
      EXPECT_FALSE(CauseText(cause, detail).empty());
      EXPECT_THAT(CauseTitle(cause), HasSubstr("This page"));
      EXPECT_TRUE(CauseSentence(cause, detail).ends_with('.')) << NameOf(cause);
    }
  }
}

TEST(CauseWordsTest, AnAbortSaysWhatItWas) {
  const auto sentence = [](const char* kind) {
    DeathDetail detail;
    detail.signal = "SIGABRT";
    detail.kind = kind;
    return CauseSentence(Cause::kSignalled, detail);
  };
  EXPECT_EQ(sentence("uncaught exception"), "It threw an exception that nobody caught.");
  EXPECT_THAT(sentence("double free"), HasSubstr("gave memory back twice"));
  EXPECT_EQ(sentence("double free"), sentence("broken heap"));
}

TEST(CauseWordsTest, Figures) {
  EXPECT_EQ(MillisecondsText(0.5), "0.50 ms");
  EXPECT_EQ(MillisecondsText(12.34), "12.3 ms");
  EXPECT_EQ(MillisecondsText(123.4), "123 ms");
  EXPECT_EQ(MillisecondsText(2412), "2.41 s");
  EXPECT_EQ(FixedText(59.96, 1), "60.0");
}

}  // namespace
}  // namespace bulkhead
