#include "renderer/threads/page_reports.h"

#include <string>

#include <gtest/gtest.h>

#include "ipc/os/socket_pair.h"
#include "tests/support/manual_clock.h"
#include "tests/support/browser_end.h"

namespace bulkhead {
namespace {

// The renderer's end in virtual time; the browser's gate judges at the same time.
class PageReportsTest : public testing::Test, public ChannelReceiver {
 protected:
  PageReportsTest()
      : sockets_(CreateSocketPair(SOCK_STREAM).value()),
        channel_(loop_, std::move(sockets_.ours), Options(), *this, clock_),
        browser_(std::move(sockets_.theirs), clock_),
        reports_(channel_, clock_) {
    channel_.gate().set_state(proto::OPEN);
    channel_.Send(control::Hello());
    channel_.Flush();
    browser_.Poll();
  }

  void Step(Duration by) {
    clock_.Advance(by);
    browser_.Poll();
  }
  void OnFrame(Frame&) override {}
  void OnChannelEnd(const ChannelEnd&) override { FAIL(); }

  static ChannelOptions Options() {
    ChannelOptions options;
    options.receives = Direction::kDown;
    return options;
  }

  ManualClock clock_;
  SocketPair sockets_;
  boost::asio::io_context loop_;
  Channel channel_;
  BrowserEnd browser_;
  PageReports reports_;
};

TEST_F(PageReportsTest, SaysWhatThePageSays) {
  reports_.Console(3, {ConsoleLevel::kWarn, "careful", "a.js", 7});
  reports_.Error(3, {"it broke", "b.js", 9, "f@b.js:9"});
  reports_.Title(3, "A page");
  reports_.Loaded(3, 1);
  // Nothing ran this end's loop: all of it was written at once.
  browser_.Poll();
  const auto line = browser_.Take<control::Console>();
  ASSERT_TRUE(line);
  EXPECT_EQ(line->page(), 3u);
  EXPECT_EQ(line->level(), control::CONSOLE_WARN);
  EXPECT_EQ(line->text(), "careful");
  EXPECT_EQ(line->source(), "a.js");
  EXPECT_EQ(line->line(), 7u);
  const auto error = browser_.Take<control::ScriptError>();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->message(), "it broke");
  EXPECT_EQ(error->stack(), "f@b.js:9");
  EXPECT_EQ(browser_.Take<control::TitleChanged>()->text(), "A page");
  EXPECT_EQ(browser_.Take<control::PageLoaded>()->page(), 3u);
}

TEST_F(PageReportsTest, MessagesGoUpWholeOrWithARefusal) {
  EXPECT_EQ(reports_.PostMessage(3, R"(["]", "\"["])"), std::nullopt);
  const std::string largest = '"' + std::string(kMaxMessageText - 2, 'x') + '"';
  EXPECT_EQ(reports_.PostMessage(UINT32_MAX, largest), std::nullopt);
  EXPECT_EQ(reports_.PostMessage(3, largest + " "), "a message of 32769 bytes as JSON; at most 32768");
  EXPECT_EQ(reports_.PostMessage(3, std::string(32, '[') + std::string(32, ']')), std::nullopt);
  EXPECT_EQ(reports_.PostMessage(3, std::string(33, '[') + std::string(33, ']')), "a value nested 33 deep; at most 32");
  browser_.Poll();
  const auto messages = browser_.TakeAll<control::PageMessage>();
  ASSERT_EQ(messages.size(), 3u);
  EXPECT_EQ(messages[0].json(), R"(["]", "\"["])");
  EXPECT_EQ(messages[1].json(), largest);
  EXPECT_FALSE(browser_.end());
}

TEST_F(PageReportsTest, MessagesThatComeTooFastAreRefusedAndNoneIsLost) {
  size_t sent = 0;
  while (!reports_.PostMessage(3, "1")) {
    ASSERT_LE(++sent, kMessageLimit.burst);
  }
  browser_.Poll();
  EXPECT_EQ(browser_.TakeAll<control::PageMessage>().size(), sent);
  EXPECT_EQ(reports_.PostMessage(3, "1"), "more than 100 messages a second");
  Step(std::chrono::seconds(1));
  EXPECT_EQ(reports_.PostMessage(3, "1"), std::nullopt);
}

TEST_F(PageReportsTest, TakenMessagesAreToldInSums) {
  EXPECT_EQ(reports_.NextAt(), std::nullopt);
  reports_.MessageTaken(3);
  reports_.MessageTaken(3);
  reports_.MessageTaken(4);
  EXPECT_TRUE(reports_.NextAt());
  reports_.Pump();
  reports_.Pump();
  browser_.Poll();
  const auto taken = browser_.TakeAll<control::MessagesTaken>();
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_EQ(taken[0].total(), 2u);
  EXPECT_EQ(taken[1].total(), 1u);
  EXPECT_EQ(reports_.NextAt(), std::nullopt);
}

TEST_F(PageReportsTest, TheLargestOfEachFitsItsContract) {
  // Three bytes of UTF-8 for each that comes in: the worst there is.
  const std::string huge(1'000'000, '\xFF');
  const uint32_t page = UINT32_MAX;
  reports_.Console(page, {ConsoleLevel::kError, huge, huge, UINT32_MAX});
  reports_.Error(page, {huge, huge, UINT32_MAX, huge});
  reports_.Title(page, huge);
  browser_.Poll();
  const auto line = browser_.Take<control::Console>();
  const auto error = browser_.Take<control::ScriptError>();
  const auto title = browser_.Take<control::TitleChanged>();
  ASSERT_TRUE(line && error && title);
  EXPECT_FALSE(browser_.end());
  EXPECT_LE(line->ByteSizeLong(), ContractOf<control::Console>().max_bytes);
  EXPECT_LE(error->ByteSizeLong(), ContractOf<control::ScriptError>().max_bytes);
  EXPECT_LE(title->ByteSizeLong(), ContractOf<control::TitleChanged>().max_bytes);
  EXPECT_GT(line->text().size(), kMaxConsoleText - 4);
}

TEST_F(PageReportsTest, AFloodIsDroppedCountedAndNeverFasterThanItsContract) {
  constexpr int kSeconds = 20;
  uint64_t said = 0;
  for (int step = 0; step < kSeconds * 1000; ++step) {
    for (int i = 0; i < 4; ++i) {
      reports_.Console(1, {ConsoleLevel::kLog, "x", "", 0});
      reports_.Error(2, {"e", "", 0, ""});
      ++said;
    }
    reports_.Title(1, "title " + std::to_string(step));
    reports_.Pump();
    Step(std::chrono::milliseconds(1));
    ASSERT_FALSE(browser_.end()) << "the browser's own gate refused: " << NameOf(browser_.end()->rule);
  }
  for (int step = 0; step < 3000; ++step) {  // quiet: the last counts and the last title still come
    reports_.Pump();
    Step(std::chrono::milliseconds(1));
  }
  EXPECT_FALSE(reports_.NextAt());
  uint64_t lines = 0;
  uint64_t dropped = 0;
  for (const auto& line : browser_.TakeAll<control::Console>()) {
    if (line.text() == "x") {
      ++lines;
    } else if (line.page() == 1) {
      dropped += std::stoull(line.text());
      EXPECT_EQ(line.level(), control::CONSOLE_WARN);
      EXPECT_NE(line.text().find("lines dropped"), std::string::npos);
    }
  }
  EXPECT_EQ(lines + dropped, said);
  const size_t errors = browser_.TakeAll<control::ScriptError>().size();
  const auto titles = browser_.TakeAll<control::TitleChanged>();
  const auto within = [](uint64_t count, const MessageContract& contract, RateLimit limit) {
    EXPECT_LE(limit.per_second, contract.per_second / 2) << contract.name;
    EXPECT_LE(limit.burst, contract.burst / 2) << contract.name;
    EXPECT_LE(count, limit.burst + (kSeconds + 3) * limit.per_second + 1) << contract.name;
    EXPECT_GE(count, limit.burst + (kSeconds - 1) * limit.per_second - 2 * kSeconds) << contract.name;
  };
  within(lines, ContractOf<control::Console>(), kConsoleLimit);
  within(errors, ContractOf<control::ScriptError>(), kScriptErrorLimit);
  within(titles.size(), ContractOf<control::TitleChanged>(), kTitleLimit);
  EXPECT_EQ(titles.back().text(), "title " + std::to_string(kSeconds * 1000 - 1)) << "the latest wins";
}

TEST_F(PageReportsTest, WhatABrowserFindsAfterASleepIsWithinItsBursts) {
  for (int step = 0; step < 60'000; ++step) {
    reports_.Console(1, {ConsoleLevel::kLog, "x", "", 0});
    reports_.Error(1, {"e", "", 0, ""});
    reports_.Title(1, std::to_string(step));
    reports_.Pump();
    clock_.Advance(std::chrono::milliseconds(1));
  }
  for (int step = 0; step < 3000; ++step) {
    channel_.Flush();
    reports_.Pump();
    Step(std::chrono::milliseconds(1));
    ASSERT_FALSE(browser_.end()) << "the browser's own gate refused: " << NameOf(browser_.end()->rule);
  }
  EXPECT_GT(browser_.TakeAll<control::Console>().size(), 100u);
  EXPECT_EQ(browser_.TakeAll<control::TitleChanged>().back().text(), "59999");
}

TEST_F(PageReportsTest, ABrowserThatDoesNotReadCostsBoundedMemory) {
  const std::string text(6000, 'x');
  for (int i = 0; i < 100'000; ++i) {
    reports_.Console(1, {ConsoleLevel::kLog, text, "", 0});
    clock_.Advance(std::chrono::milliseconds(2));
  }
  EXPECT_LT(channel_.queued_bytes(), kMaxReportBacklog + 8192);
}

}  // namespace
}  // namespace bulkhead
