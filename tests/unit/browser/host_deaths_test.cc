// The host against a renderer that is the test's own: what each end of a life becomes.
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <optional>

#include "tests/unit/browser/crash_area_bytes.h"
#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

using HostDeathsTest = FakeHostFixture;

TEST_F(HostDeathsTest, AGoodbyeAndCodeNoughtIsClean) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(control::Goodbye());
  renderer.control().Flush();
  End(renderer, Exited(0));
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kCleanExit);
}

TEST_F(HostDeathsTest, NothingGoesDownBehindShutdown) {
  Start();
  Open();
  FakeRenderer& renderer = NextBorn();
  renderer.SayHello(BULKHEAD_BUILD_ID);
  std::optional<Summary> summary;
  host_->Shutdown([&](const Summary& told) { summary = told; });
  RunUntil([&] { return renderer.shutdown; });
  // The document, which the file thread was still reading, has come meanwhile.
  RunUntil([&, now = std::chrono::steady_clock::now()] { return std::chrono::steady_clock::now() - now > 100ms; });
  EXPECT_FALSE(renderer.navigate);
  renderer.control().Send(control::Goodbye());
  renderer.control().Flush();
  End(renderer, Exited(0));
  RunUntil([&] { return summary.has_value(); });
  EXPECT_EQ(host_->state(1), TabState::kClosed);
  EXPECT_EQ(summary->host.bad_messages, 0u);
}

TEST_F(HostDeathsTest, WhatWasSentBeforeTheDeathIsToldBeforeIt) {
  FakeRenderer& renderer = StartLive();
  for (int i = 0; i < 100; ++i) {
    control::Console console;
    console.set_page(renderer.page->page());
    console.set_text("last words");
    renderer.control().Send(console);
  }
  renderer.control().Flush();
  End(renderer, Exited(0));
  EXPECT_EQ(All<ConsoleEvent>().size(), 100u);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kExitWithoutGoodbye);
  EXPECT_TRUE(std::holds_alternative<TabGone>(events_.back().body));
}

TEST_F(HostDeathsTest, AChannelThatIsClosedByALivingProcessIsABadMessageAfterItsGrace) {
  FakeRenderer& renderer = StartLive();
  const auto closed = std::chrono::steady_clock::now();
  renderer.frames().Close();
  RunUntil([&] { return std::chrono::steady_clock::now() - closed > 450ms; });
  EXPECT_EQ(host_->state(1), TabState::kLive);
  RunUntil([&] { return std::chrono::steady_clock::now() - closed > 700ms; });
  End(renderer, SIGKILL);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kBadMessage);
  EXPECT_EQ(host_->last_death(1)->detail.rule->first, static_cast<int>(BadMessageRule::kChannelClosed));
}

TEST_F(HostDeathsTest, ADeathWithinTheGraceKeepsItsOwnCause) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Close();
  renderer.frames().Close();
  RunUntil([&] { return loop_.poll() == 0; });
  End(renderer, Exited(3));
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kNonZeroExit);
}

TEST_F(HostDeathsTest, ACrashRecordNamesTheSignal) {
  FakeRenderer& renderer = StartLive();
  CrashAreaBytes area;
  area.Crash(0, SIGSEGV, "main").address = 0x10;
  ASSERT_GT(::pwrite(renderer.crash_area(), area.bytes().data(), area.bytes().size(), 0), 0);
  End(renderer, Exited(128 + SIGSEGV));
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kSignalled);
  EXPECT_EQ(host_->last_death(1)->detail.address, 0x10u);
}

TEST_F(HostDeathsTest, AReportFollowsADeathAndTheSummaryFollowsTheReport) {
  FakeRenderer& renderer = StartLive();
  CrashAreaBytes area;
  CrashRecord& record = area.Crash(0, SIGSEGV, "main");
  record.frames[0] = 0x1234;
  record.frame_count = 1;
  std::strcpy(area.area()->script_source, "page.html");
  ASSERT_GT(::pwrite(renderer.crash_area(), area.bytes().data(), area.bytes().size(), 0), 0);
  renderer.Die();
  compartment_->client().OnRendererExited({renderer.pid(), Exited(128 + SIGSEGV), 7, 8, 9, 0});
  std::optional<Summary> summary;
  host_->Shutdown([&](const Summary& told) { summary = told; });
  RunUntil([&] { return summary.has_value(); });
  const std::vector<TabReport> reports = All<TabReport>();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].tab, 1u);
  EXPECT_EQ(reports[0].generation, 1u);
  EXPECT_FALSE(reports[0].id.empty());
  EXPECT_EQ(reports[0].cause, Cause::kSignalled);
  ASSERT_EQ(reports[0].stacks.size(), 1u);
  EXPECT_EQ(reports[0].stacks[0].thread, "main");
  EXPECT_EQ(reports[0].stacks[0].frames, (std::vector<NamedFrame>{{"", "", 0, "", 0x1234}}));
  EXPECT_EQ(reports[0].facts.script_source, "page.html");
  ASSERT_TRUE(reports[0].facts.resources);
  EXPECT_EQ(reports[0].facts.resources->max_rss_kib, 9u);
  EXPECT_TRUE(std::holds_alternative<Summary>(events_.back().body));
}

TEST_F(HostDeathsTest, ACleanEndNeedsNoReport) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(control::Goodbye());
  renderer.control().Flush();
  End(renderer, Exited(0));
  std::optional<Summary> summary;
  host_->Shutdown([&](const Summary& told) { summary = told; });
  RunUntil([&] { return summary.has_value(); });
  EXPECT_TRUE(All<TabReport>().empty());
}

TEST_F(HostDeathsTest, AHangIsToldThenKilled) {
  HostOptions options = Defaults();
  options.hang = {200ms, 400ms};
  FakeRenderer& renderer = StartLive(options);
  renderer.answer_pings = false;
  RunUntil([this] { return host_->state(1) == TabState::kUnresponsive; });
  EXPECT_EQ(All<TabUnresponsive>().at(0).thread, "main");
  RunUntil([&, now = std::chrono::steady_clock::now()] { return std::chrono::steady_clock::now() - now > 500ms; });
  End(renderer, SIGKILL);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kHang);
  EXPECT_TRUE(renderer.asked_for_stacks);
  EXPECT_GE(host_->last_death(1)->detect_ms, 350);
}

TEST_F(HostDeathsTest, ARendererThatNeverSaysHelloIsTimedOutAtItsLastStep) {
  HostOptions options = Defaults();
  options.startup_deadline = 200ms;
  Start(options);
  Open();
  FakeRenderer& renderer = NextBorn();
  CrashAreaBytes area;
  area.Step("descriptors", 1);
  ASSERT_GT(::pwrite(renderer.crash_area(), area.bytes().data(), area.bytes().size(), 0), 0);
  RunUntil([&, now = std::chrono::steady_clock::now()] { return std::chrono::steady_clock::now() - now > 350ms; });
  End(renderer, SIGKILL);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kStartupTimeout);
  EXPECT_EQ(host_->last_death(1)->detail.step, "descriptors");
}

TEST_F(HostDeathsTest, ARequestThatDiedWithTheZygoteIsAskedOnceMore) {
  Start();
  Open();
  RunUntil([this] { return !requests_.empty(); });
  Take().NotBorn({"zygote", 0, "the zygote died", false}, true);
  RunUntil([this] { return !requests_.empty(); });
  EXPECT_EQ(host_->state(1), TabState::kStarting);
  EXPECT_EQ(All<TabStarting>().size(), 1u);
  Take().NotBorn({"zygote", 0, "the zygote died", false}, true);
  RunUntil([this] { return host_->state(1) == TabState::kGone; });
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kStartupFailed);
  EXPECT_EQ(host_->last_death(1)->detail.step, "zygote");
}

TEST_F(HostDeathsTest, AForkThatFailsIsTold) {
  Start();
  Open();
  RunUntil([this] { return !requests_.empty(); });
  Take().NotBorn({"fork", EAGAIN, "", false}, false);
  RunUntil([this] { return host_->state(1) == TabState::kGone; });
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kStartupFailed);
  EXPECT_EQ(host_->last_death(1)->detail.error, EAGAIN);
}

TEST_F(HostDeathsTest, NothingFromAnOldGenerationReachesTheNew) {
  HostOptions options = Defaults();
  options.restart.mode = RestartMode::kOnCrash;
  options.restart.first_delay = 1ms;
  FakeRenderer& old = StartLive(options);
  const uint32_t old_page = old.page->page();
  End(old, SIGKILL);
  FakeRenderer& next = NextBorn();
  next.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([&] { return host_->state(1) == TabState::kLive && next.page; });
  EXPECT_NE(next.page->page(), old_page);
  const size_t before = events_.size();
  control::TitleChanged title;
  title.set_page(old_page);
  old.control().Send(title);
  old.control().Flush();
  RunUntil([&] { return loop_.poll() == 0; });
  EXPECT_EQ(events_.size(), before);
  EXPECT_EQ(host_->state(1), TabState::kLive);
}

TEST_F(HostDeathsTest, ATabThatDoesNotFitIsRefusedWithTheLimitThatWouldDo) {
  host_ = std::make_unique<HostImpl>(
      loop_, Defaults(), clock_, [](const Event&) {},
      [this](CompartmentClient& client) { return std::make_unique<FakeCompartment>(loop_, client, requests_); }, 20);
  PageSource page;
  page.label = "page.html";
  UserError error;
  EXPECT_FALSE(host_->Open(page, &error));
  EXPECT_NE(error.Line().find("ulimit -n "), std::string::npos) << error.Line();
}

TEST_F(HostDeathsTest, AClosedTabIsNoDeath) {
  FakeRenderer& renderer = StartLive();
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kDone);
  EXPECT_EQ(host_->Close(1), TabAnswer::kDone);
  EXPECT_EQ(host_->state(1), TabState::kClosed);
  EXPECT_EQ(All<TabClosed>().size(), 1u);
  EXPECT_EQ(All<TabMessagesDropped>().size(), 1u);
  RunUntil([&] { return renderer.shutdown; });
  End(renderer, Exited(0));
  RunFor(100ms);
  EXPECT_TRUE(All<TabGone>().empty());
  EXPECT_TRUE(All<TabReport>().empty());
  EXPECT_EQ(host_->Close(1), TabAnswer::kNotAlive);
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kNotAlive);
  EXPECT_EQ(host_->Close(2), TabAnswer::kNoSuchTab);
  EXPECT_FALSE(host_->CopyFrame(1));

  std::optional<Summary> summary;
  host_->Shutdown([&](const Summary& end) { summary = end; });
  RunUntil([&] { return compartment_ != nullptr; });
  EXPECT_EQ(host_->Close(1), TabAnswer::kEnding);
  EXPECT_EQ(All<TabClosed>().size(), 1u);
}

TEST_F(HostDeathsTest, ATabCanBeClosedBeforeItHasARenderer) {
  Start();
  Open();
  EXPECT_EQ(host_->Close(1), TabAnswer::kDone);
  RunFor(100ms);
  EXPECT_TRUE(requests_.empty());
  EXPECT_EQ(host_->state(1), TabState::kClosed);
}

TEST_F(HostDeathsTest, ATabCanBeClosedWhileItsRendererIsBorn) {
  Start();
  Open();
  RunUntil([this] { return !requests_.empty(); });
  FakeRenderer& renderer = Take();
  EXPECT_EQ(host_->Close(1), TabAnswer::kDone);
  renderer.Born();
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([&] { return renderer.shutdown; });
  End(renderer, Exited(0));
  EXPECT_TRUE(All<TabGone>().empty());
  EXPECT_TRUE(All<TabLive>().empty());
}

TEST_F(HostDeathsTest, ATabThatWaitsForItsRestartCanBeClosed) {
  HostOptions options = Defaults();
  options.restart.mode = RestartMode::kAlways;
  options.restart.first_delay = std::chrono::milliseconds(1);
  FakeRenderer& renderer = StartLive(options);
  End(renderer, Exited(1));
  EXPECT_EQ(host_->state(1), TabState::kRestarting);
  EXPECT_EQ(host_->Close(1), TabAnswer::kDone);
  RunFor(100ms);
  EXPECT_TRUE(requests_.empty());
  EXPECT_EQ(host_->state(1), TabState::kClosed);
}

// Whatever an event is about, the tab may be closed and another be opened in answer.
TEST_F(HostDeathsTest, ATabMayBeClosedInAnswerToAnyOfItsEvents) {
  const auto closes_at = [this](auto is_it, int restarts) {
    events_.clear();
    requests_.clear();
    answer_ = [this, is_it](const Event& event) {
      if (is_it(event) && host_->state(1) != TabState::kClosed) {
        EXPECT_EQ(host_->Close(1), TabAnswer::kDone);
      }
    };
    HostOptions options = Defaults();
    options.restart.mode = RestartMode::kAlways;
    options.restart.max_restarts = restarts;
    options.restart.first_delay = std::chrono::milliseconds(1);
    Start(options);
    Open();
    host_->Post(1, "1");
    RunFor(50ms);
    if (!requests_.empty()) {
      FakeRenderer& renderer = Take();
      renderer.Born();
      renderer.SayHello(BULKHEAD_BUILD_ID);
      RunFor(50ms);
      End(renderer, Exited(1));
    }
    RunFor(50ms);
    EXPECT_EQ(host_->state(1), TabState::kClosed);
    EXPECT_EQ(All<TabClosed>().size(), 1u);
    EXPECT_TRUE(requests_.empty());
    answer_ = nullptr;
  };
  closes_at([](const Event& event) { return std::holds_alternative<TabStarting>(event.body); }, 1);
  closes_at([](const Event& event) { return std::holds_alternative<TabLive>(event.body); }, 1);
  closes_at([](const Event& event) { return std::holds_alternative<TabMessagesDropped>(event.body); }, 1);
  closes_at([](const Event& event) { return std::holds_alternative<TabGone>(event.body); }, 1);
  closes_at([](const Event& event) { return std::holds_alternative<TabRestarting>(event.body); }, 1);
  closes_at([](const Event& event) { return std::holds_alternative<TabGaveUp>(event.body); }, 0);
}

}  // namespace
}  // namespace bulkhead
