// How a host ends that an application lets go, whatever it was in the middle of.
#include <sys/wait.h>

#include <chrono>
#include <functional>
#include <string>

#include <boost/asio/post.hpp>

#include "tests/integration/host/host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class EndTest : public HostFixture {
 protected:
  // A host that is let go from within `moment` of its life. Nobody is told anything behind that, and nothing is left.
  template <class Moment>
  void LetGoIn(const char* name) {
    SCOPED_TRACE(name);
    UserError error;
    HostOptions options = Options();
    options.restart.mode = RestartMode::kNever;
    options.injecting = true;
    bool gone = false;
    int late = 0;
    host_ = Host::Create(*loop_, options, clock_, [&](const Event& event) {
      late += gone ? 1 : 0;
      if (std::holds_alternative<Moment>(event.body)) {
        gone = true;
        host_.reset();
      } else if (const auto* frame = std::get_if<TabFirstFrame>(&event.body)) {
        static_cast<void>(host_->Inject(frame->tab, *ParseFault("crash.abort").call));
      }
    }, &error);
    ASSERT_TRUE(host_) << error.Line();
    Open();
    ASSERT_TRUE(RunUntil([&] { return gone; }));
    loop_->restart();
    loop_->run();  // whatever is left; and it returns
    loop_->restart();
    EXPECT_EQ(late, 0);
  }
};

TEST_F(EndTest, AHostMayBeLetGoInAnyOfItsEvents) {
  LetGoIn<HostStart>("HostStart");
  LetGoIn<TabStarting>("TabStarting");
  LetGoIn<TabLive>("TabLive");
  LetGoIn<TabFirstFrame>("TabFirstFrame");
  LetGoIn<FaultFired>("FaultFired");
  LetGoIn<TabGone>("TabGone");
  LetGoIn<TabReport>("TabReport");
}

TEST_F(EndTest, TheLoopNeedNotRunAgain) {
  UserError error;
  bool gone = false;
  host_ = Host::Create(*loop_, Options(), clock_, [&](const Event& event) {
    if (std::holds_alternative<TabLive>(event.body)) {
      gone = true;
      host_.reset();
    }
  }, &error);
  ASSERT_TRUE(host_) << error.Line();
  Open();
  ASSERT_TRUE(RunUntil([&] { return gone; }));
  loop_.reset();  // what was left to do is done without it
  // But for init, which ends of itself where the kill does not come first: no loop is there to reap it.
  EXPECT_GT(::waitpid(-1, nullptr, 0), 0);
}

TEST_F(EndTest, OrWhenItHasEnded) {
  Start();
  Open();
  ASSERT_TRUE(RunUntilState(1, TabState::kLive));
  bool told = false;
  host_->Shutdown([&](const Summary&) {
    told = true;
    host_.reset();
  });
  ASSERT_TRUE(RunUntil([&] { return told; }));
}

TEST_F(EndTest, TheLoopHasNothingLeftAfterwardsEvenIfNobodyIsToBeTold) {
  Start();
  Open();
  ASSERT_TRUE(RunUntilState(1, TabState::kLive));
  host_->Shutdown(nullptr);
  loop_->restart();
  loop_->run();  // returns
  EXPECT_EQ(Count<Summary>(), 1u);
  host_.reset();
}

TEST_F(EndTest, WhatHasBeenAnsweredIsNotCountedAsDropped) {
  Start();
  const TabId tab = Open("echo.html", "<!doctype html><script>bulkhead.onmessage = e => bulkhead.postMessage(e.data)</script>");
  ASSERT_TRUE(RunUntil([&] { return Last<TabFirstFrame>(tab) != nullptr; }));
  for (int round = 0; round < 20; ++round) {
    ASSERT_EQ(host_->Post(tab, "1"), TabAnswer::kDone);
  }
  Shutdown();
  const auto* dropped = Last<TabMessagesDropped>(tab);
  EXPECT_EQ(All<TabMessage>(tab).size() + (dropped != nullptr ? dropped->count : 0), 20u);
}

}  // namespace
}  // namespace bulkhead
