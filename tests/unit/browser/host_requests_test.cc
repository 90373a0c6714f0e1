// What an application asks of one tab: reload, faults, stop and go on.
#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class HostRequestsTest : public FakeHostFixture {
 protected:
  static HostOptions Injecting() {
    HostOptions options = Defaults();
    options.injecting = true;
    return options;
  }
  static FaultCall Fault(std::string_view text) { return ParseFault(text).call.value(); }
  // The next generation's renderer, live with its page.
  FakeRenderer& NextLive() {
    FakeRenderer& renderer = NextBorn();
    renderer.SayHello(BULKHEAD_BUILD_ID);
    RunUntil([&] { return host_->state(1) == TabState::kLive && renderer.page && renderer.navigate; });
    return renderer;
  }
};

TEST_F(HostRequestsTest, ALivePageIsReadAnewInTheSameRenderer) {
  FakeRenderer& renderer = StartLive();
  renderer.Loaded();
  const uint32_t first = renderer.navigate->document();
  directory_.Write("page.html", "<p>other");
  EXPECT_EQ(host_->Reload(1), TabAnswer::kDone);
  RunUntil([&] { return renderer.navigations == 2; });
  EXPECT_EQ(renderer.document, "<p>other");
  EXPECT_EQ(renderer.navigate->page(), renderer.page->page());
  EXPECT_NE(renderer.navigate->document(), first);
  EXPECT_EQ(host_->Measure(1).generations, 1u);
}

TEST_F(HostRequestsTest, MessagesWaitForTheDocumentThatWasAskedForLast) {
  FakeRenderer& renderer = StartLive();
  const control::Navigate first = *renderer.navigate;
  EXPECT_EQ(host_->Reload(1), TabAnswer::kDone);
  EXPECT_EQ(host_->Post(1, "1"), TabAnswer::kDone);
  RunUntil([&] { return renderer.navigations == 2; });
  control::PageLoaded late;  // of the document that is gone
  late.set_page(first.page());
  late.set_document(first.document());
  renderer.control().Send(late);
  RunFor(50ms);
  EXPECT_TRUE(renderer.posts.empty());
  renderer.Loaded();
  RunUntil([&] { return renderer.posts.size() == 1; });
}

TEST_F(HostRequestsTest, ADeadTabStartsAgainWhateverThePolicySays) {
  FakeRenderer& renderer = StartLive();
  End(renderer, Exited(1));
  EXPECT_EQ(host_->state(1), TabState::kGone);
  EXPECT_EQ(host_->Reload(1), TabAnswer::kDone);
  NextLive();
  EXPECT_EQ(host_->Measure(1).generations, 2u);
}

TEST_F(HostRequestsTest, ATabThatWasGivenUpStartsAgain) {
  HostOptions options = Defaults();
  options.restart.mode = RestartMode::kOnCrash;
  options.restart.max_restarts = 0;
  FakeRenderer& renderer = StartLive(options);
  End(renderer, Exited(1));
  EXPECT_EQ(host_->state(1), TabState::kGaveUp);
  EXPECT_EQ(host_->Reload(1), TabAnswer::kDone);
  NextLive();
}

TEST_F(HostRequestsTest, ReloadOfARestartingTabWaitsForNothing) {
  HostOptions options = Defaults();
  options.restart.mode = RestartMode::kOnCrash;
  options.restart.first_delay = std::chrono::hours(1);
  options.restart.max_delay = std::chrono::hours(1);
  FakeRenderer& renderer = StartLive(options);
  End(renderer, Exited(1));
  EXPECT_EQ(host_->state(1), TabState::kRestarting);
  EXPECT_EQ(host_->Reload(1), TabAnswer::kDone);
  NextLive();
}

TEST_F(HostRequestsTest, AHungTabIsKilledAndStartsAgain) {
  HostOptions options = Defaults();
  options.hang = {100ms, 1h};
  FakeRenderer& renderer = StartLive(options);
  renderer.answer_pings = false;
  RunUntil([&] { return host_->state(1) == TabState::kUnresponsive; });
  EXPECT_EQ(host_->Reload(1), TabAnswer::kDone);
  renderer.Die();
  compartment_->client().OnRendererExited({renderer.pid(), SIGKILL, 0, 0, 0, 0});
  NextLive();
  ASSERT_NE(host_->last_death(1), nullptr);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kKilledByUser);
  EXPECT_EQ(All<TabRestarting>().size(), 0u);
}

TEST_F(HostRequestsTest, FaultsWaitForThePageToLoad) {
  Start(Injecting());
  Open();
  EXPECT_EQ(host_->Inject(1, Fault("crash.segv")), TabAnswer::kDone);  // before there is a renderer
  FakeRenderer& renderer = NextLive();
  EXPECT_EQ(host_->Inject(1, Fault("exit.code(code=3)")), TabAnswer::kDone);
  RunFor(50ms);
  EXPECT_TRUE(renderer.faults.empty());
  renderer.Loaded();
  RunUntil([&] { return renderer.faults.size() == 2; });
  EXPECT_EQ(renderer.faults, (std::vector<std::string>{"crash.segv(kind=null)", "exit.code(code=3)"}));
}

TEST_F(HostRequestsTest, AFaultFromOutsideStrikesAPageThatNeverLoads) {
  FakeRenderer& renderer = StartLive(Injecting());
  EXPECT_EQ(host_->Inject(1, Fault("crash.segv")), TabAnswer::kDone);
  EXPECT_EQ(host_->Inject(1, Fault("renderer.kill")), TabAnswer::kDone);
  ASSERT_EQ(All<FaultFired>().size(), 1u);
  const FaultFired fired = All<FaultFired>()[0];
  EXPECT_EQ(fired.fault, "renderer.kill(signal=KILL)");
  EXPECT_EQ(fired.site, "process");
  EXPECT_EQ(fired.how, "real");
  EXPECT_EQ(fired.evidence, "sending SIGKILL to process 0");
  EXPECT_TRUE(renderer.faults.empty());
}

TEST_F(HostRequestsTest, WhatCannotBeDoneIsSaid) {
  FakeRenderer& renderer = StartLive();
  EXPECT_EQ(host_->Inject(1, Fault("crash.segv")), TabAnswer::kFaultsOff);
  EXPECT_EQ(host_->Inject(2, Fault("crash.segv")), TabAnswer::kNoSuchTab);
  EXPECT_EQ(host_->Reload(2), TabAnswer::kNoSuchTab);
  EXPECT_EQ(host_->SetStopped(2, true), TabAnswer::kNoSuchTab);
  EXPECT_EQ(host_->Sample(2).pid, 0);
  End(renderer, Exited(1));
  EXPECT_EQ(host_->SetStopped(1, true), TabAnswer::kNotAlive);
  EXPECT_EQ(host_->Close(1), TabAnswer::kDone);
  EXPECT_EQ(host_->Reload(1), TabAnswer::kNotAlive);
  EXPECT_EQ(host_->Sample(1).pid, 0);
}

TEST_F(HostRequestsTest, FaultsOfADeadTabAreRefusedAndTheirQueueIsBounded) {
  FakeRenderer& renderer = StartLive(Injecting());
  size_t waiting = 0;
  while (host_->Inject(1, Fault("crash.segv")) == TabAnswer::kDone) {
    ASSERT_LT(++waiting, 10'000u);
  }
  EXPECT_EQ(host_->Inject(1, Fault("crash.segv")), TabAnswer::kTooMany);
  End(renderer, Exited(1));
  EXPECT_EQ(host_->Inject(1, Fault("crash.segv")), TabAnswer::kNotAlive);
}

TEST_F(HostRequestsTest, WhoeverIsStoppedByUsDoesNotHang) {
  HostOptions options = Defaults();
  options.hang = {100ms, 300ms};
  FakeRenderer& renderer = StartLive(options);
  EXPECT_EQ(host_->SetStopped(1, true), TabAnswer::kDone);
  renderer.answer_pings = false;
  RunFor(700ms);
  EXPECT_EQ(host_->state(1), TabState::kLive);
  renderer.answer_pings = true;
  EXPECT_EQ(host_->SetStopped(1, false), TabAnswer::kDone);
  RunFor(200ms);
  EXPECT_EQ(host_->state(1), TabState::kLive);
  EXPECT_TRUE(All<TabUnresponsive>().empty());
}

}  // namespace
}  // namespace bulkhead
