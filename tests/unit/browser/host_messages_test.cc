// The host against a renderer that is the test's own: every rule at the door.
#include <unistd.h>

#include <array>
#include <chrono>
#include <map>
#include <string>

#include "ipc/frame_ring.h"
#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using HostMessagesTest = FakeHostFixture;

TEST_F(HostMessagesTest, APageAndItsDocumentWaitForHelloAndGoDownBehindIt) {
  Start();
  Open();
  FakeRenderer& renderer = NextBorn();
  RunFor(100ms);  // the document has been read by then
  EXPECT_FALSE(renderer.page);
  EXPECT_FALSE(renderer.navigate);
  EXPECT_EQ(host_->state(1), TabState::kStarting);
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([&] { return renderer.page && renderer.navigate; });
  EXPECT_EQ(host_->state(1), TabState::kLive);
  EXPECT_EQ(renderer.document, "<p>hello");
  EXPECT_EQ(renderer.navigate->url(), "page.html");
  EXPECT_EQ(renderer.navigate->page(), renderer.page->page());
  EXPECT_EQ(renderer.page->width(), 8u);
  EXPECT_EQ(renderer.page->stride(), 32u);
}

TEST_F(HostMessagesTest, HelloMayOvertakeTheZygotesReply) {
  Start();
  Open();
  RunUntil([this] { return !requests_.empty(); });
  FakeRenderer& renderer = Take();
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunFor(100ms);
  EXPECT_EQ(host_->state(1), TabState::kStarting);
  EXPECT_FALSE(renderer.page);  // who it is is not known yet
  renderer.Born();
  EXPECT_EQ(host_->state(1), TabState::kLive);
  RunUntil([&] { return renderer.page && renderer.navigate; });
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
  frames::FrameReady frame;
  frame.set_page(1);
  renderer.frames().Send(frame);
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

control::FaultFired FaultFiredOf(uint32_t page, const char* fault, const char* site, const char* how) {
  control::FaultFired message;
  message.set_page(page);
  message.set_fault(fault);
  message.set_site(site);
  message.set_how(how);
  message.set_evidence("a\x1b");
  return message;
}

TEST_F(HostMessagesTest, TextIsSanitisedWhereItBecomesAnEvent) {
  HostOptions options = Defaults();
  options.faults = true;
  FakeRenderer& renderer = StartLive(options);
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
  renderer.control().Send(FaultFiredOf(renderer.page->page(), "crash.segv(kind=null)", "main", "real"));
  RunUntil([this] { return !All<FaultFired>().empty(); });
  EXPECT_EQ(All<TabTitle>().at(0).text.find('\x1b'), std::string::npos);
  EXPECT_EQ(All<ConsoleEvent>().at(0).text, "two\nlines");
  EXPECT_EQ(All<ConsoleEvent>().at(0).level, "warn");
  EXPECT_EQ(All<ConsoleEvent>().at(0).line, 7u);
  EXPECT_EQ(All<TabError>().at(0).message, "boom");
  EXPECT_EQ(All<FaultFired>().at(0).fault, "crash.segv(kind=null)");
  EXPECT_EQ(All<FaultFired>().at(0).evidence.find('\x1b'), std::string::npos);
}

TEST_F(HostMessagesTest, AFaultIsRefusedUnlessFaultsAreEnabled) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(FaultFiredOf(renderer.page->page(), "crash.segv(kind=null)", "main", "real"));
  ExpectBadMessage(renderer, BadMessageRule::kState);
}

class NoFaultTest : public HostMessagesTest, public testing::WithParamInterface<std::array<const char*, 3>> {};

TEST_P(NoFaultTest, IsRefused) {
  HostOptions options = Defaults();
  options.injecting = true;
  FakeRenderer& renderer = StartLive(options);
  const auto [fault, site, how] = GetParam();
  renderer.control().Send(FaultFiredOf(renderer.page->page(), fault, site, how));
  ExpectBadMessage(renderer, BadMessageRule::kField);
}

INSTANTIATE_TEST_SUITE_P(Each, NoFaultTest,
                         testing::Values(std::array{"crash.nothing", "main", "real"}, std::array{"", "", ""},
                                         std::array{"crash.segv", "workers", "real"},
                                         std::array{"crash.segv", "main", "pretended"},
                                         std::array{"renderer.kill(signal=KILL)", "process", "real"}));

control::ProbeResult ProbeResultOf(uint32_t page, control::ProbeOutcome outcome) {
  control::ProbeResult result;
  result.set_page(page);
  result.set_attempt("net.tcp");
  result.set_outcome(outcome);
  result.set_error(13);
  result.set_text("a\x1b");
  return result;
}

TEST_F(HostMessagesTest, AProbesResultIsRefusedUnlessProbingWasAskedFor) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(ProbeResultOf(renderer.page->page(), control::PROBE_SUCCEEDED));
  ExpectBadMessage(renderer, BadMessageRule::kState);
}

TEST_F(HostMessagesTest, AProbesResultIsToldToWhoAskedForIt) {
  HostOptions options = Defaults();
  options.probing = true;
  FakeRenderer& renderer = StartLive(options);
  std::vector<ProbeReport> reports;
  host_->on_probe_report = [&](const ProbeReport& report) { reports.push_back(report); };
  renderer.control().Send(ProbeResultOf(renderer.page->page(), control::PROBE_BEGUN));
  renderer.control().Send(ProbeResultOf(renderer.page->page(), control::PROBE_REFUSED));
  RunUntil([&] { return reports.size() == 2; });
  EXPECT_EQ(reports[0].outcome, ProbeOutcome::kBegun);
  EXPECT_EQ(reports[1].outcome, ProbeOutcome::kRefused);
  EXPECT_EQ(reports[1].attempt, "net.tcp");
  EXPECT_EQ(reports[1].error, 13);
  EXPECT_EQ(reports[1].text.find('\x1b'), std::string::npos);
}

TEST_F(HostMessagesTest, AProbesOutcomeOutOfRangeIsRefused) {
  HostOptions options = Defaults();
  options.probing = true;
  FakeRenderer& renderer = StartLive(options);
  renderer.control().Send(ProbeResultOf(renderer.page->page(), static_cast<control::ProbeOutcome>(9)));
  ExpectBadMessage(renderer, BadMessageRule::kField);
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

control::PageMessage MessageOf(uint32_t page, const std::string& json) {
  control::PageMessage message;
  message.set_page(page);
  message.set_json(json);
  return message;
}

control::MessagesTaken TakenOf(uint32_t page, uint64_t total) {
  control::MessagesTaken taken;
  taken.set_page(page);
  taken.set_total(total);
  return taken;
}

TEST_F(HostMessagesTest, WhatIsPostedWaitsForThePageToLoad) {
  Start();
  Open();
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kDone);  // before there is a renderer
  FakeRenderer& renderer = NextBorn();
  renderer.SayHello(BULKHEAD_BUILD_ID);
  RunUntil([&] { return renderer.navigate.has_value(); });
  EXPECT_EQ(host_->Post(1, "[2]"), TabAnswer::kDone);
  RunFor(50ms);
  EXPECT_TRUE(renderer.posts.empty());
  renderer.Loaded();
  RunUntil([&] { return renderer.posts.size() == 2; });
  EXPECT_EQ(renderer.posts, (std::vector<std::string>{"1", "[2]"}));
}

TEST_F(HostMessagesTest, WhatCannotBePostedIsSaid) {
  FakeRenderer& renderer = StartLive();
  EXPECT_EQ(host_->Post(2, "1"), TabAnswer::kNoSuchTab);
  EXPECT_EQ(host_->Post(0, "1"), TabAnswer::kNoSuchTab);
  EXPECT_EQ(host_->Post(1, "{"), TabAnswer::kNotJson);
  EXPECT_EQ(host_->Post(1, "1 2"), TabAnswer::kNotJson);
  EXPECT_EQ(host_->Post(1, "\"\xff\""), TabAnswer::kNotJson);
  EXPECT_EQ(host_->Post(1, '"' + std::string(kMaxMessageBytes, 'x') + '"'), TabAnswer::kTooLarge);
  size_t posted = 0;
  while (host_->Post(1, "1") == TabAnswer::kDone) {
    ASSERT_LT(++posted, 100'000u);
  }
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kTooMany);
  End(renderer, Exited(1));
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kNotAlive);
  ASSERT_EQ(All<TabMessagesDropped>().size(), 1u);
  EXPECT_EQ(All<TabMessagesDropped>()[0].count, posted);
  // Nor is anything else about a tab that is dead, or never was, more than an answer.
  EXPECT_EQ(host_->state(1), TabState::kGone);
  EXPECT_EQ(host_->state(7), TabState::kClosed);
  EXPECT_EQ(host_->last_death(7), nullptr);
  EXPECT_FALSE(host_->CopyFrame(7));
  EXPECT_EQ(host_->Measure(7).generations, 0u);
}

TEST_F(HostMessagesTest, OnlyWhatWasNotTakenIsDropped) {
  FakeRenderer& renderer = StartLive();
  renderer.Loaded();
  for (uint64_t at = 0; at < PostedMessages::kWindow + 1; ++at) {
    EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kDone);
  }
  RunUntil([&] { return renderer.posts.size() == PostedMessages::kWindow; });
  renderer.control().Send(TakenOf(renderer.page->page(), 2));
  RunUntil([&] { return renderer.posts.size() == PostedMessages::kWindow + 1; });  // there was room for it
  End(renderer, Exited(1));
  ASSERT_EQ(All<TabMessagesDropped>().size(), 1u);
  EXPECT_EQ(All<TabMessagesDropped>()[0].count, PostedMessages::kWindow - 1);
  EXPECT_EQ(All<TabMessagesDropped>()[0].generation, 1u);
}

TEST_F(HostMessagesTest, APagesMessageIsAnEvent) {
  FakeRenderer& renderer = StartLive();
  const std::string deepest = std::string(32, '[') + std::string(32, ']');
  for (const std::string& json : {std::string(R"({"a": 1e-9})"), deepest}) {
    renderer.control().Send(MessageOf(renderer.page->page(), json));
  }
  RunUntil([&] { return All<TabMessage>().size() == 2; });
  EXPECT_EQ(All<TabMessage>()[0].json, R"({"a": 1e-9})");
  EXPECT_EQ(All<TabMessage>()[1].json, deepest);
  EXPECT_FALSE(renderer.closed());
}

TEST_F(HostMessagesTest, AMessageThatIsNoJsonBreaksARule) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(MessageOf(renderer.page->page(), "{\"a\": "));
  ExpectBadMessage(renderer, BadMessageRule::kField);
  EXPECT_TRUE(All<TabMessage>().empty());
}

TEST_F(HostMessagesTest, TakingMessagesThatWereNeverSentBreaksARule) {
  FakeRenderer& renderer = StartLive();
  renderer.control().Send(TakenOf(renderer.page->page(), 1));
  ExpectBadMessage(renderer, BadMessageRule::kField);
}

}  // namespace
}  // namespace bulkhead
