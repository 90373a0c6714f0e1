// Every process of the chain killed at every step of its start-up: what is told, and that nothing is left.
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include <gmock/gmock.h>

#include "tests/integration/spawn/process_tree.h"
#include "tests/integration/spawn/spawn_fixture.h"
#include "tests/integration/spawn/start_up_steps.h"
#include "tests/support/skip.h"

namespace bulkhead {
namespace {

using KillTest = SpawnFixture;

std::string NameOf(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

class PausedKillTest : public KillTest, public testing::WithParamInterface<std::string> {
 protected:
  PausedKillTest() { options_.pause_at = {GetParam()}; }
  std::string PausedName() const { return bulkhead::PausedName(GetParam()); }
};

class StageZeroKillTest : public PausedKillTest {};
TEST_P(StageZeroKillTest, FailsByTheStepAndLeavesNothing) {
  Begin();
  const pid_t pid = WaitDescendant(PausedName());
  ASSERT_GT(pid, 0);
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([this] { return failure_.has_value(); }));
  EXPECT_EQ(failure_->step, GetParam());
  EXPECT_THAT(failure_->why, testing::HasSubstr("stage 0 was killed by signal 9"));
  EXPECT_FALSE(failure_->timeout);
  compartment_.reset();
  EndAndExpectNothingLeft();
}
INSTANTIATE_TEST_SUITE_P(Steps, StageZeroKillTest, testing::ValuesIn(StageZeroSteps()), NameOf);

class InitKillTest : public PausedKillTest {};
TEST_P(InitKillTest, FailsByTheStepAndLeavesNothing) {
  Begin();
  const pid_t pid = WaitDescendant(PausedName());
  ASSERT_GT(pid, 0);
  // Once known: before that a dead init is found by the end of its socket, which "announce" above is about.
  ASSERT_TRUE(WaitUntil([this] { return compartment_->init_pid() > 0; }));
  EXPECT_EQ(compartment_->init_pid(), pid);
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([this] { return failure_.has_value(); }));
  EXPECT_EQ(failure_->step, GetParam());
  EXPECT_THAT(failure_->why, testing::HasSubstr("init was killed by signal 9"));
  compartment_.reset();
  EndAndExpectNothingLeft();
}
INSTANTIATE_TEST_SUITE_P(Steps, InitKillTest, testing::ValuesIn(InitSteps()), NameOf);

// The deadline must leave a loaded machine its warm-up.
class StartHangTest : public PausedKillTest {};
TEST_P(StartHangTest, IsATimeoutOfTheStep) {
  options_.startup_deadline = std::chrono::seconds(2);
  Begin();
  auto renderer = RequestRenderer();
  ASSERT_TRUE(WaitUntil([this] { return failure_.has_value(); }));
  EXPECT_EQ(failure_->step, GetParam());
  EXPECT_TRUE(failure_->timeout);
  EXPECT_TRUE(renderer->outcome.failure.timeout) << "asked for before: told the same";
  compartment_.reset();
  EndAndExpectNothingLeft();
}
INSTANTIATE_TEST_SUITE_P(StageZero, StartHangTest, testing::ValuesIn(StageZeroSteps()), NameOf);
INSTANTIATE_TEST_SUITE_P(Init, StartHangTest, testing::ValuesIn(InitSteps()), NameOf);

// The first zygote stops there; the new one would too, so a compartment whose zygotes all die ends.
class ZygoteStartKillTest : public PausedKillTest {};
TEST_P(ZygoteStartKillTest, IsReplacedUntilItIsHopeless) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto renderer = RequestRenderer();
  pid_t last = 0;
  while (!lost_) {
    pid_t pid = 0;
    ASSERT_TRUE(WaitUntil([&] {
      pid = FindDescendant(PausedName());
      return lost_ || (pid != 0 && pid != last);
    }));
    if (pid != 0) {
      last = pid;
      ::kill(pid, SIGKILL);
    }
  }
  EXPECT_FALSE(renderer->outcome.ok);
  EXPECT_FALSE(renderer->outcome.failure.step.empty()) << "answered before the loss was told";
  compartment_.reset();
  EndAndExpectNothingLeft();
}
INSTANTIATE_TEST_SUITE_P(Steps, ZygoteStartKillTest, testing::ValuesIn(ZygoteStarts()), NameOf);

// Killed with a request in hand. The request is lost and says so; running renderers go on.
class ZygoteRequestKillTest : public PausedKillTest {};
TEST_P(ZygoteRequestKillTest, LosesTheRequestAndNothingElse) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto renderer = RequestRenderer();
  const pid_t paused = WaitDescendant(PausedName());
  ASSERT_GT(paused, 0);
  ASSERT_EQ(::kill(paused, SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([&] { return Answered(*renderer); }));
  EXPECT_TRUE(renderer->outcome.zygote_lost);
  // The child of a reply that never came has no host: init kills it.
  ASSERT_TRUE(WaitUntil([&] {
    const std::vector<ProcessInfo> all = Descendants(::getpid());
    return all.size() == 2 && FindDescendant("bh-init") != 0 && FindDescendant("bh-zygote") != 0;
  }));
  EXPECT_TRUE(exits_.empty()) << "nobody was told of it, so nobody is told of its end";
  EndAndExpectNothingLeft();
}
INSTANTIATE_TEST_SUITE_P(Steps, ZygoteRequestKillTest, testing::Values(kZygoteFork, kZygoteReply), NameOf);

class RendererKillTest : public PausedKillTest {};
TEST_P(RendererKillTest, ExitsAndLeavesTheStepInItsCrashArea) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto renderer = RequestRenderer();
  ASSERT_TRUE(WaitUntil([&] { return Answered(*renderer); }));
  ASSERT_TRUE(renderer->outcome.ok);
  const pid_t pid = WaitDescendant(PausedName());
  ASSERT_EQ(pid, renderer->outcome.renderer.host_pid);
  const std::vector<std::string> order = RendererSteps();
  const size_t before = static_cast<size_t>(std::find(order.begin(), order.end(), GetParam()) - order.begin());
  EXPECT_EQ(renderer->crash_area().steps_done, before);
  ASSERT_EQ(::kill(pid, SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([&] { return Exited(*renderer); }));
  EXPECT_EQ(exits_[0].wait_status, SIGKILL);
  EXPECT_FALSE(lost_);
  EndAndExpectNothingLeft();
}
INSTANTIATE_TEST_SUITE_P(Steps, RendererKillTest, testing::ValuesIn(RendererSteps()), NameOf);

// init dies while a child of its is at that step: that child is not left, and everybody who waits is answered.
class InitDeathTest : public PausedKillTest {};
TEST_P(InitDeathTest, TakesAlongWhoIsBeingBorn) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto renderer = RequestRenderer();
  ASSERT_GT(WaitDescendant(PausedName()), 0);
  ASSERT_EQ(::kill(compartment_->init_pid(), SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([this] { return lost_; }));
  EXPECT_TRUE(Answered(*renderer)) << "before the loss was told";
  compartment_.reset();
  EndAndExpectNothingLeft();
}
INSTANTIATE_TEST_SUITE_P(Zygote, InitDeathTest, testing::ValuesIn(ZygoteStarts()), NameOf);
INSTANTIATE_TEST_SUITE_P(Renderer, InitDeathTest, testing::ValuesIn(RendererSteps()), NameOf);

TEST_F(KillTest, ADeadZygoteTakesNobodyAlong) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto first = SpawnLive();
  const pid_t old = WaitDescendant("bh-zygote");
  const int old_pid = compartment_->zygote_pid();
  ASSERT_EQ(::kill(old, SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([&] { return compartment_->zygote_pid() > old_pid; }));
  auto second = SpawnLive();
  ASSERT_TRUE(second->outcome.ok);
  EXPECT_TRUE(exits_.empty());
  EXPECT_FALSE(lost_);
  // And again, with two that live on.
  ::kill(WaitDescendant("bh-zygote"), SIGKILL);
  auto third = SpawnLive();
  EXPECT_TRUE(third->outcome.ok);
  EXPECT_TRUE(exits_.empty());
  EndAndExpectNothingLeft();
}

#ifndef BULKHEAD_SANITIZED  // no filter, no listeners
size_t ListenersOf(pid_t pid) {
  const auto descriptors = DescriptorsOf(pid);
  return static_cast<size_t>(std::ranges::count_if(
      descriptors, [](const auto& entry) { return entry.second.find("seccomp notify") != std::string::npos; }));
}

// init holds what hears of every renderer's calls; nobody who is forked from it later does.
TEST_F(KillTest, InLearningModeInitAloneHoldsTheListeners) {
  options_.learning = true;
  ASSERT_TRUE(Start());
  EXPECT_THAT(report_->layers, testing::Contains(testing::Pair("seccomp", "learning: calls are logged, not stopped")));
  const auto first = SpawnLive();
  const int old = compartment_->zygote_pid();
  ::kill(WaitDescendant("bh-zygote"), SIGKILL);
  ASSERT_TRUE(WaitUntil([&] { return compartment_->zygote_pid() > old; }));
  const auto second = SpawnLive();
  if (DescriptorsOf(compartment_->init_pid()).empty()) {
    BULKHEAD_SKIP("init's descriptors may not be read");
  }
  EXPECT_TRUE(WaitUntil([&] { return ListenersOf(compartment_->init_pid()) == 2; }));
  for (const pid_t pid : {WaitDescendant("bh-zygote"), first->outcome.renderer.host_pid, second->outcome.renderer.host_pid}) {
    EXPECT_EQ(ListenersOf(pid), 0u) << pid;
  }
  ::kill(first->outcome.renderer.host_pid, SIGKILL);
  EXPECT_TRUE(WaitUntil([&] { return ListenersOf(compartment_->init_pid()) == 1; }));
  EndAndExpectNothingLeft();
}
#endif

TEST_F(KillTest, AStoppedZygoteIsReplacedAfterTheDeadline) {
  options_.startup_deadline = std::chrono::seconds(2);  // for the warm-up on a loaded machine too
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto first = SpawnLive();
  const pid_t old = WaitDescendant("bh-zygote");
  ASSERT_EQ(::kill(old, SIGSTOP), 0);
  auto lost = RequestRenderer();
  ASSERT_TRUE(WaitUntil([&] { return Answered(*lost); }));
  EXPECT_TRUE(lost->outcome.zygote_lost);
  EXPECT_TRUE(lost->outcome.failure.timeout);
  auto second = SpawnLive();
  EXPECT_TRUE(second->outcome.ok);
  EXPECT_TRUE(exits_.empty());
  EndAndExpectNothingLeft();
}

TEST_F(KillTest, ADeadInitIsALostCompartment) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto running = SpawnLive();
  ASSERT_EQ(::kill(WaitDescendant("bh-zygote"), SIGSTOP), 0);
  auto asked = RequestRenderer();
  ASSERT_EQ(::kill(compartment_->init_pid(), SIGKILL), 0);
  ASSERT_TRUE(WaitUntil([this] { return lost_; }));
  EXPECT_TRUE(Answered(*asked)) << "before the loss was told";
  EXPECT_FALSE(asked->outcome.ok);
  auto late = RequestRenderer();
  ASSERT_TRUE(WaitUntil([&] { return Answered(*late); }));
  EXPECT_FALSE(late->outcome.ok);
  compartment_.reset();
  EndAndExpectNothingLeft();
}

TEST_F(KillTest, AStoppedInitIsKilledWhenItDoesNotEnd) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto running = SpawnLive();
  ASSERT_EQ(::kill(compartment_->init_pid(), SIGSTOP), 0);
  EndAndExpectNothingLeft();
}

TEST_F(KillTest, ManyDieAtOnceAndEachIsReported) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  std::vector<std::shared_ptr<TestRenderer>> renderers;
  for (int i = 0; i < 30; ++i) {
    renderers.push_back(RequestRenderer());
  }
  for (const auto& renderer : renderers) {
    ASSERT_TRUE(WaitUntil([&] { return Answered(*renderer); }));
    ASSERT_TRUE(renderer->outcome.ok);
  }
  for (const auto& renderer : renderers) {
    ::syscall(SYS_pidfd_send_signal, renderer->outcome.renderer.pidfd.get(), SIGKILL, nullptr, 0);
  }
  ASSERT_TRUE(WaitUntil([this] { return exits_.size() == 30; }));
  EndAndExpectNothingLeft();
}

}  // namespace
}  // namespace bulkhead
