// The host against a renderer that is the test's own: what has to be seen of its sandbox before anything is sent to it.
#include <chrono>
#include <string>
#include <vector>

#include "tests/unit/browser/fake_host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class HostVerifyTest : public FakeHostFixture {
 protected:
  FakeRenderer& SayHelloTo(HostOptions options) {
    Start(options);
    Open();
    FakeRenderer& renderer = NextBorn();
    renderer.SayHello(BULKHEAD_BUILD_ID);
    return renderer;
  }
  static SandboxSight Unfiltered() {
    SandboxSight sight = FiveThreads();
    sight.threads[3] = "Name:\tSeccomp:\t2\nThreads:\t5\nNoNewPrivs:\t1\nSeccomp:\t0\n";
    return sight;
  }
  // After so many looks it is killed, gets nothing, and the tab says why.
  void ExpectNotLetIn(FakeRenderer& renderer, int looks, const std::string& what) {
    RunUntil([&] { return looks_ == looks; });
    RunFor(150ms);
    EXPECT_EQ(looks_, looks);
    EXPECT_EQ(host_->state(1), TabState::kStarting);
    EXPECT_FALSE(renderer.page);
    EXPECT_FALSE(renderer.navigate);
    End(renderer, SIGKILL);
    const TabGone* gone = host_->last_death(1);
    ASSERT_NE(gone, nullptr);
    EXPECT_EQ(gone->cause, Cause::kStartupFailed);
    EXPECT_EQ(gone->detail.step, "verify");
    EXPECT_EQ(gone->detail.message, what);
    EXPECT_FALSE(gone->detail.rule);
  }
};

TEST_F(HostVerifyTest, AThreadWithoutItsFilterIsNotLetIn) {
  sandbox_ = Unfiltered();
  FakeRenderer& renderer = SayHelloTo(Defaults());
  ExpectNotLetIn(renderer, 1, "Seccomp is 0, not 2");
  EXPECT_EQ(host_->last_death(1)->detail.thread, "Seccomp:\t2");
}

TEST_F(HostVerifyTest, AThreadThatTheBarrierDidNotCountIsNotLetIn) {
  SandboxSight sight = FiveThreads();
  sight.threads.push_back(sight.threads.back());
  sandbox_ = sight;
  FakeRenderer& renderer = SayHelloTo(Defaults());
  ExpectNotLetIn(renderer, 1, "5 threads said, 6 seen");
}

TEST_F(HostVerifyTest, AThreadThatIsMissingTwiceIsNotLetIn) {
  SandboxSight sight = FiveThreads();
  sight.threads.pop_back();
  sandbox_ = sight;
  FakeRenderer& renderer = SayHelloTo(Defaults());
  ExpectNotLetIn(renderer, 2, "5 threads said, 4 seen");
}

TEST_F(HostVerifyTest, OneThatIsEndingKeepsItsOwnCause) {
  SandboxSight sight = FiveThreads();
  sight.threads.pop_back();
  sandbox_ = sight;
  FakeRenderer& renderer = SayHelloTo(Defaults());
  RunUntil([this] { return looks_ == 1; });
  End(renderer, SIGKILL);
  EXPECT_EQ(host_->last_death(1)->cause, Cause::kKilledExternally);
}

TEST_F(HostVerifyTest, TheSecondLookMaySettleIt) {
  SandboxSight sight = FiveThreads();
  sight.threads.pop_back();
  sandbox_ = sight;
  FakeRenderer& renderer = SayHelloTo(Defaults());
  RunUntil([this] { return looks_ == 1; });
  sandbox_ = FiveThreads();
  RunUntil([&] { return renderer.page && renderer.navigate; });
  EXPECT_EQ(host_->state(1), TabState::kLive);
  EXPECT_EQ(looks_, 2);
}

TEST_F(HostVerifyTest, WithoutASightStrictLetsNobodyIn) {
  sandbox_ = ErrnoError(ENOENT);
  FakeRenderer& renderer = SayHelloTo(Defaults());
  ExpectNotLetIn(renderer, 2, "the browser cannot look at its renderers under /proc");
  EXPECT_EQ(host_->last_death(1)->detail.error, ENOENT);
}

TEST_F(HostVerifyTest, WithoutASightBestEffortGoesOn) {
  sandbox_ = ErrnoError(ENOENT);
  HostOptions options = Defaults();
  options.sandbox = SandboxMode::kBestEffort;
  FakeRenderer& renderer = SayHelloTo(options);
  RunUntil([&] { return renderer.page && renderer.navigate; });
  EXPECT_EQ(host_->state(1), TabState::kLive);
}

TEST_F(HostVerifyTest, AWrongFigureIsNoneToGoOnWithInAnyMode) {
  sandbox_ = Unfiltered();
  HostOptions options = Defaults();
  options.sandbox = SandboxMode::kBestEffort;
  FakeRenderer& renderer = SayHelloTo(options);
  ExpectNotLetIn(renderer, 1, "Seccomp is 0, not 2");
}

}  // namespace
}  // namespace bulkhead
