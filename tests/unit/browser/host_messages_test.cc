// The host against a renderer that is the test's own: every rule at the door, and what each end of a life becomes.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <deque>
#include <list>

#include <gtest/gtest.h>

#include "browser/host/host_impl.h"
#include "ipc/os/memfd.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/browser/crash_area_bytes.h"
#include "tests/unit/browser/fake_compartment.h"
#include "tests/unit/browser/fake_renderer.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr int Exited(int code) { return code << 8; }

class HostMessagesTest : public testing::Test {
 protected:
  void Start(HostOptions options = Defaults()) {
    host_ = std::make_unique<HostImpl>(
        loop_, options, clock_, [this](const Event& event) { events_.push_back(event); },
        [this](CompartmentClient& client) {
          auto made = std::make_unique<FakeCompartment>(loop_, client, requests_);
          compartment_ = made.get();
          return made;
        },
        4096);
  }
  static HostOptions Defaults() {
    HostOptions options;
    options.viewport_width = 8;
    options.viewport_height = 4;
    options.spare = false;
    options.restart.mode = RestartMode::kNever;
    options.log_level = 6;
    return options;
  }
  void Open() {
    PageSource page;
    page.label = "page.html";
    page.file = directory_.Write("page.html", "<p>hello");
    page.directory = directory_.path();
    UserError error;
    ASSERT_EQ(host_->Open(page, &error), 1u) << error.Line();
  }
  void RunUntil(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      loop_.run_one_until(end);
    }
  }
  // The next renderer that was asked for; answered, but silent.
  FakeRenderer& NextBorn() {
    RunUntil([this] { return !requests_.empty(); });
    FakeRenderer& renderer = Take();
    renderer.Born();
    return renderer;
  }
  FakeRenderer& Take() {
    renderers_.emplace_back(loop_, clock_, std::move(requests_.front()), ++last_pid_);
    requests_.pop_front();
    return renderers_.back();
  }
  FakeRenderer& StartLive(HostOptions options = Defaults()) {
    Start(options);
    Open();
    FakeRenderer& renderer = NextBorn();
    renderer.SayHello(BULKHEAD_BUILD_ID);
    RunUntil([&] { return host_->state(1) == TabState::kLive && renderer.page && renderer.navigate; });
    return renderer;
  }
  void End(FakeRenderer& renderer, int status) {
    renderer.Die();
    compartment_->client().OnRendererExited({renderer.pid(), status, 0, 0, 0, 0});
    RunUntil([this] { return host_->last_death(1) != nullptr || host_->state(1) == TabState::kClosed; });
  }
  // It broke a rule, is killed for it, and the tab says so.
  void ExpectBadMessage(FakeRenderer& renderer, BadMessageRule rule) {
    RunUntil([&] { return renderer.closed(); });
    End(renderer, SIGKILL);
    const TabGone* gone = host_->last_death(1);
    ASSERT_NE(gone, nullptr);
    EXPECT_EQ(gone->cause, Cause::kBadMessage);
    ASSERT_TRUE(gone->detail.rule);
    EXPECT_EQ(gone->detail.rule->first, static_cast<int>(rule)) << gone->detail.rule->second;
    EXPECT_EQ(gone->detail.rule->second, NameOf(rule));
    EXPECT_TRUE(gone->detail.decision);
  }
  frames::FrameReady FrameOf(const FakeRenderer& renderer, uint32_t buffer, uint64_t sequence) {
    frames::FrameReady frame;
    frame.set_page(renderer.page->page());
    frame.set_buffer(buffer);
    frame.set_sequence(sequence);
    frame.set_due(sequence);
    return frame;
  }
  template <class Body>
  std::vector<Body> All() const {
    std::vector<Body> all;
    for (const Event& event : events_) {
      if (const Body* body = std::get_if<Body>(&event.body)) {
        all.push_back(*body);
      }
    }
    return all;
  }

  boost::asio::io_context loop_;
  SteadyClock clock_;
  TempDir directory_;
  std::deque<FakeCompartment::Request> requests_;
  std::list<FakeRenderer> renderers_;
  FakeCompartment* compartment_ = nullptr;
  int last_pid_ = 100;
  std::vector<Event> events_;
  std::unique_ptr<HostImpl> host_;
};

TEST_F(HostMessagesTest, APageAndItsDocumentGoDownBeforeTheRendererSaysAnything) {
  Start();
  Open();
  FakeRenderer& renderer = NextBorn();
  RunUntil([&] { return renderer.page && renderer.navigate; });
  EXPECT_EQ(renderer.document, "<p>hello");
  EXPECT_EQ(renderer.navigate->url(), "page.html");
  EXPECT_EQ(renderer.navigate->page(), renderer.page->page());
  EXPECT_EQ(renderer.page->width(), 8u);
  EXPECT_EQ(renderer.page->stride(), 32u);
  EXPECT_EQ(host_->state(1), TabState::kStarting);
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([&] { return host_->state(1) == TabState::kLive; });
}

TEST_F(HostMessagesTest, HelloMayOvertakeTheZygotesReply) {
  Start();
  Open();
  RunUntil([this] { return !requests_.empty(); });
  FakeRenderer& renderer = Take();
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([&] { return renderer.navigate.has_value(); });
  EXPECT_EQ(host_->state(1), TabState::kStarting);
  renderer.Born();
  EXPECT_EQ(host_->state(1), TabState::kLive);
}

TEST_F(HostMessagesTest, AnotherBuildIsRefused) {
  Start();
  Open();
  FakeRenderer& renderer = NextBorn();
  renderer.SayHello("0.0.0-other");
  ExpectBadMessage(renderer, BadMessageRule::kBuild);
}

TEST_F(HostMessagesTest, ASecondHelloIsOutOfState) {
  FakeRenderer& renderer = StartLive();
  renderer.SayHello(BULKHEAD_BUILD_ID);
  ExpectBadMessage(renderer, BadMessageRule::kState);
}

TEST_F(HostMessagesTest, AFrameBeforeHelloIsOutOfState) {
  Start();
  Open();
  FakeRenderer& renderer = NextBorn();
  RunUntil([&] { return renderer.page.has_value(); });
  renderer.frames().Send(FrameOf(renderer, 0, 1));
  ExpectBadMessage(renderer, BadMessageRule::kState);
}

TEST_F(HostMessagesTest, AfterGoodbyeThereIsSilence) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(control::Goodbye());
  control::TitleChanged title;
  title.set_page(renderer.page->page());
  renderer.control().Send(title);
  ExpectBadMessage(renderer, BadMessageRule::kState);
}

TEST_F(HostMessagesTest, APageThatWasNeverGivenIsRefused) {
  FakeRenderer& renderer = StartLive();
  control::TitleChanged title;
  title.set_page(renderer.page->page() + 1);
  renderer.control().Send(title);
  ExpectBadMessage(renderer, BadMessageRule::kId);
}

TEST_F(HostMessagesTest, AFrameOfAnotherPageIsRefused) {
  FakeRenderer& renderer = StartLive();
  frames::FrameReady frame = FrameOf(renderer, 0, 1);
  frame.set_page(renderer.page->page() + 7);
  renderer.frames().Send(frame);
  ExpectBadMessage(renderer, BadMessageRule::kId);
}

TEST_F(HostMessagesTest, AWrongBufferIsRefused) {
  FakeRenderer& renderer = StartLive();
  renderer.frames().Send(FrameOf(renderer, kRingBuffers, 1));
  ExpectBadMessage(renderer, BadMessageRule::kFrame);
}

TEST_F(HostMessagesTest, ABufferThatTheBrowserHoldsIsRefused) {
  FakeRenderer& renderer = StartLive();
  renderer.frames().Send(FrameOf(renderer, 0, 1));
  renderer.frames().Send(FrameOf(renderer, 0, 2));
  ExpectBadMessage(renderer, BadMessageRule::kFrame);
}

TEST_F(HostMessagesTest, ASequenceThatDoesNotFollowIsRefused) {
  FakeRenderer& renderer = StartLive();
  renderer.frames().Send(FrameOf(renderer, 0, 2));
  ExpectBadMessage(renderer, BadMessageRule::kFrame);
}

TEST_F(HostMessagesTest, AMessageOfTheOtherDirectionIsRefused) {
  FakeRenderer& renderer = StartLive();
  FrameHeader header;
  header.number = proto::PING;
  renderer.control().SendRaw(EncodeHeader(header));
  ExpectBadMessage(renderer, BadMessageRule::kDirection);
}

TEST_F(HostMessagesTest, UnknownFieldsAreRefused) {
  FakeRenderer& renderer = StartLive();
  FrameHeader header;
  header.number = proto::PAGE_LOADED;
  header.length = 2;
  renderer.control().SendRaw(EncodeHeader(header));
  renderer.control().SendRaw(std::array<uint8_t, 2>{0x78, 0x01});  // field 15, varint
  ExpectBadMessage(renderer, BadMessageRule::kUnknownFields);
}

TEST_F(HostMessagesTest, AConsoleLevelThatIsNoneIsRefused) {
  FakeRenderer& renderer = StartLive();
  control::Console console;
  console.set_page(renderer.page->page());
  console.set_level(static_cast<control::ConsoleLevel>(77));
  renderer.control().Send(console);
  ExpectBadMessage(renderer, BadMessageRule::kField);
}

TEST_F(HostMessagesTest, APongThatNobodyAskedForIsRefused) {
  FakeRenderer& renderer = StartLive();
  control::Pong pong;
  pong.set_nonce(999);
  renderer.control().Send(pong);
  ExpectBadMessage(renderer, BadMessageRule::kId);
}

TEST_F(HostMessagesTest, AFramesPongThatNobodyAskedForIsRefused) {
  FakeRenderer& renderer = StartLive();
  renderer.frames().Send(frames::Pong());
  ExpectBadMessage(renderer, BadMessageRule::kId);
}

TEST_F(HostMessagesTest, GarbageIsRefused) {
  FakeRenderer& renderer = StartLive();
  renderer.control().SendRaw(std::array<uint8_t, 16>{});
  ExpectBadMessage(renderer, BadMessageRule::kHeader);
  EXPECT_EQ(host_->last_death(1)->detail.status, "killed by SIGKILL; control channel: header");
}

TEST_F(HostMessagesTest, FramesAreCreditedOneBehindAndKeptForTheScreen) {
  FakeRenderer& renderer = StartLive();
  EXPECT_FALSE(host_->CopyFrame(1));
  const FrameRingGeometry geometry = FrameRingGeometry::For(8, 4);
  const std::string red(geometry.frame_bytes(), 'R');
  ASSERT_GT(::pwrite(renderer.ring.get(), red.data(), red.size(), static_cast<off_t>(geometry.offset(1))), 0);
  renderer.frames().Send(FrameOf(renderer, 0, 1));
  renderer.frames().Send(FrameOf(renderer, 1, 2));
  RunUntil([&] { return !renderer.credits.empty(); });
  EXPECT_EQ(renderer.credits.at(0).buffer(), 0u);
  EXPECT_EQ(All<TabFirstFrame>().size(), 1u);
  EXPECT_EQ(host_->CopyFrame(1)->pixels, red);
  EXPECT_EQ(host_->Measure(1).frames, 2u);
  // The picture outlives the renderer.
  End(renderer, SIGKILL);
  EXPECT_EQ(host_->CopyFrame(1)->pixels, red);
}

TEST_F(HostMessagesTest, TextIsSanitisedWhereItBecomesAnEvent) {
  FakeRenderer& renderer = StartLive();
  control::TitleChanged title;
  title.set_page(renderer.page->page());
  title.set_text("a\x1b[31mb\nc");
  renderer.control().Send(title);
  control::Console console;
  console.set_page(renderer.page->page());
  console.set_level(control::CONSOLE_WARN);
  console.set_text("two\nlines");
  console.set_line(7);
  renderer.control().Send(console);
  control::ScriptError error;
  error.set_page(renderer.page->page());
  error.set_message("boom");
  renderer.control().Send(error);
  control::FaultFired fault;
  fault.set_page(renderer.page->page());
  fault.set_fault("crash.segv()");
  renderer.control().Send(fault);
  RunUntil([this] { return !All<FaultFired>().empty(); });
  EXPECT_EQ(All<TabTitle>().at(0).text.find('\x1b'), std::string::npos);
  EXPECT_EQ(All<ConsoleEvent>().at(0).text, "two\nlines");
  EXPECT_EQ(All<ConsoleEvent>().at(0).level, "warn");
  EXPECT_EQ(All<ConsoleEvent>().at(0).line, 7u);
  EXPECT_EQ(All<TabError>().at(0).message, "boom");
  EXPECT_EQ(All<FaultFired>().at(0).fault, "crash.segv()");
}

TEST_F(HostMessagesTest, ResourcesAreCopiedOrRefused) {
  directory_.Write("style.css", "p{}");
  FakeRenderer& renderer = StartLive();
  uint32_t request = 0;
  for (const char* url : {"style.css", "missing.png", "../page.html", ".hidden.css"}) {
    control::ResourceRequest message;
    message.set_page(renderer.page->page());
    message.set_request(++request);
    message.set_url(url);
    renderer.control().Send(message);
  }
  RunUntil([&] { return renderer.replies.size() == 4; });
  std::map<uint32_t, control::ResourceStatus> statuses;
  for (size_t i = 0; i < 4; ++i) {
    statuses[renderer.replies[i].request()] = renderer.replies[i].status();
    if (renderer.replies[i].status() == control::RESOURCE_OK) {
      EXPECT_EQ(renderer.resources[i], "p{}");
    }
  }
  EXPECT_EQ(statuses[1], control::RESOURCE_OK);
  EXPECT_EQ(statuses[2], control::RESOURCE_NOT_FOUND);
  EXPECT_EQ(statuses[3], control::RESOURCE_OUTSIDE);
  EXPECT_EQ(statuses[4], control::RESOURCE_HIDDEN);
  EXPECT_EQ(All<ResourceRefused>().size(), 3u);
}

TEST_F(HostMessagesTest, ARequestNumberTwiceAtOnceIsRefused) {
  FakeRenderer& renderer = StartLive();
  control::ResourceRequest message;
  message.set_page(renderer.page->page());
  message.set_request(1);
  message.set_url("a.png");
  renderer.control().Send(message);
  renderer.control().Send(message);
  ExpectBadMessage(renderer, BadMessageRule::kId);
}

TEST_F(HostMessagesTest, AGoodbyeAndCodeNoughtIsClean) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(control::Goodbye());
  renderer.control().Flush();
  End(renderer, Exited(0));
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kCleanExit);
}

TEST_F(HostMessagesTest, NothingGoesDownBehindShutdown) {
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

TEST_F(HostMessagesTest, WhatWasSentBeforeTheDeathIsToldBeforeIt) {
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

TEST_F(HostMessagesTest, AChannelThatIsClosedByALivingProcessIsABadMessageAfterItsGrace) {
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

TEST_F(HostMessagesTest, ADeathWithinTheGraceKeepsItsOwnCause) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Close();
  renderer.frames().Close();
  RunUntil([&] { return loop_.poll() == 0; });
  End(renderer, Exited(3));
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kNonZeroExit);
}

TEST_F(HostMessagesTest, ACrashRecordNamesTheSignal) {
  FakeRenderer& renderer = StartLive();
  CrashAreaBytes area;
  area.Crash(0, SIGSEGV, "main").address = 0x10;
  ASSERT_GT(::pwrite(renderer.crash_area(), area.bytes().data(), area.bytes().size(), 0), 0);
  End(renderer, Exited(128 + SIGSEGV));
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kSignalled);
  EXPECT_EQ(host_->last_death(1)->detail.address, 0x10u);
}

TEST_F(HostMessagesTest, AHangIsToldThenKilled) {
  HostOptions options = Defaults();
  options.hang = {200ms, 400ms};
  FakeRenderer& renderer = StartLive(options);
  renderer.answer_pings = false;
  RunUntil([this] { return host_->state(1) == TabState::kUnresponsive; });
  EXPECT_EQ(All<TabUnresponsive>().at(0).thread, "main");
  RunUntil([&, now = std::chrono::steady_clock::now()] { return std::chrono::steady_clock::now() - now > 500ms; });
  End(renderer, SIGKILL);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kHang);
  EXPECT_GE(host_->last_death(1)->detect_ms, 350);
}

TEST_F(HostMessagesTest, ARendererThatNeverSaysHelloIsTimedOutAtItsLastStep) {
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

TEST_F(HostMessagesTest, ARequestThatDiedWithTheZygoteIsAskedOnceMore) {
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

TEST_F(HostMessagesTest, AForkThatFailsIsTold) {
  Start();
  Open();
  RunUntil([this] { return !requests_.empty(); });
  Take().NotBorn({"fork", EAGAIN, "", false}, false);
  RunUntil([this] { return host_->state(1) == TabState::kGone; });
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kStartupFailed);
  EXPECT_EQ(host_->last_death(1)->detail.error, EAGAIN);
}

TEST_F(HostMessagesTest, NothingFromAnOldGenerationReachesTheNew) {
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

TEST_F(HostMessagesTest, ATabThatDoesNotFitIsRefusedWithTheLimitThatWouldDo) {
  host_ = std::make_unique<HostImpl>(
      loop_, Defaults(), clock_, [](const Event&) {},
      [this](CompartmentClient& client) { return std::make_unique<FakeCompartment>(loop_, client, requests_); }, 20);
  PageSource page;
  page.label = "page.html";
  UserError error;
  EXPECT_FALSE(host_->Open(page, &error));
  EXPECT_NE(error.Line().find("ulimit -n "), std::string::npos) << error.Line();
}

}  // namespace
}  // namespace bulkhead
