#include "browser/core/hang_monitor.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr Duration kTick = 50ms;

// A renderer's main thread in virtual time, ticked as the host does.
class HangMonitorTest : public testing::Test {
 protected:
  HangMonitor::Step Tick(Duration late = {}) {
    now_ += kTick + late;
    if (sample_.state == 'R') {
      sample_.cpu_ns += static_cast<uint64_t>(std::chrono::nanoseconds(kTick).count() * share_);
    }
    return monitor_.Tick(now_, late, [this]() -> std::optional<ThreadSample> {
      ++sampled_;
      return sample_;
    });
  }
  // Until `until` after the start; returns all that was asked for, ored together; the kind is the last one.
  HangMonitor::Step RunUntil(Duration until, bool answer) {
    HangMonitor::Step all;
    while (now_ - kStart < until) {
      const HangMonitor::Step step = Tick();
      all.ping |= step.ping;
      all.unresponsive |= step.unresponsive;
      all.resume |= step.resume;
      all.kill |= step.kill;
      if (step.unresponsive || step.kill) {
        all.kind = step.kind;
      }
      if (step.ping && answer) {
        EXPECT_EQ(monitor_.OnPong(monitor_.nonce(), now_), HangMonitor::Pong::kExpected);
      }
      if (step.kill) {
        break;
      }
    }
    return all;
  }

  static constexpr TimePoint kStart = TimePoint{} + 1h;
  TimePoint now_ = kStart;
  ThreadSample sample_{'S', 0, false};
  double share_ = 1.0;
  int sampled_ = 0;
  HangMonitor monitor_{{}, kStart};
};

TEST_F(HangMonitorTest, AThreadThatAnswersIsNeverSampled) {
  const auto all = RunUntil(60s, true);
  EXPECT_TRUE(all.ping);
  EXPECT_FALSE(all.unresponsive);
  EXPECT_EQ(sampled_, 0);
  EXPECT_GE(monitor_.nonce(), 100u);  // two a second
}

TEST_F(HangMonitorTest, SpinningWarnsThenKills) {
  sample_.state = 'R';
  const auto warn = RunUntil(500ms + 2s, false);
  EXPECT_TRUE(warn.unresponsive);
  EXPECT_FALSE(warn.kill);
  EXPECT_EQ(warn.kind, HangKind::kSpinning);
  const auto kill = RunUntil(30s, false);
  EXPECT_TRUE(kill.kill);
  EXPECT_FALSE(kill.resume);
  EXPECT_EQ(now_ - kStart, 500ms + 10s);
  EXPECT_EQ(monitor_.last_beat(), kStart);
}

TEST_F(HangMonitorTest, SpinningIsSeenOnAMachineThatGivesItAFifth) {
  sample_.state = 'R';
  share_ = 0.2;
  EXPECT_EQ(RunUntil(30s, false).kind, HangKind::kSpinning);
}

TEST_F(HangMonitorTest, BlockedIsTold) {
  const auto all = RunUntil(30s, false);
  EXPECT_TRUE(all.kill);
  EXPECT_EQ(all.kind, HangKind::kBlocked);
}

TEST_F(HangMonitorTest, APongRecovers) {
  EXPECT_TRUE(RunUntil(3s, false).unresponsive);
  EXPECT_EQ(monitor_.OnPong(monitor_.nonce(), now_), HangMonitor::Pong::kRecovered);
  EXPECT_FALSE(monitor_.unresponsive());
  EXPECT_FALSE(RunUntil(20s, true).unresponsive);
}

TEST_F(HangMonitorTest, APongThatNobodyAskedForIsARule) {
  EXPECT_EQ(monitor_.OnPong(0, now_), HangMonitor::Pong::kNeverSent);
  while (!Tick().ping) {
  }
  EXPECT_EQ(monitor_.OnPong(monitor_.nonce() + 1, now_), HangMonitor::Pong::kNeverSent);
  EXPECT_EQ(monitor_.OnPong(monitor_.nonce(), now_), HangMonitor::Pong::kExpected);
  EXPECT_EQ(monitor_.OnPong(monitor_.nonce(), now_), HangMonitor::Pong::kNeverSent);
}

TEST_F(HangMonitorTest, StoppedIsResumedOnceAndKilledTheSecondTime) {
  sample_.state = 'T';
  const auto first = RunUntil(500ms + 2s, false);
  EXPECT_TRUE(first.unresponsive);
  EXPECT_TRUE(first.resume);
  EXPECT_FALSE(first.kill);
  EXPECT_EQ(first.kind, HangKind::kStopped);
  sample_.state = 'S';
  EXPECT_EQ(monitor_.OnPong(monitor_.nonce(), now_), HangMonitor::Pong::kRecovered);
  RunUntil(5s, true);
  sample_.state = 'T';
  const auto second = RunUntil(30s, false);
  EXPECT_TRUE(second.unresponsive);
  EXPECT_TRUE(second.kill);
  EXPECT_FALSE(second.resume);
  EXPECT_EQ(second.kind, HangKind::kStopped);
  EXPECT_LT(now_ - kStart, 8s + 500ms);  // at the warning, not at the kill time
}

TEST_F(HangMonitorTest, ATracedProcessIsNotJudged) {
  sample_.traced = true;
  EXPECT_FALSE(RunUntil(60s, false).unresponsive);
  sample_.traced = false;
  EXPECT_TRUE(RunUntil(75s, false).kill);
}

TEST_F(HangMonitorTest, ABrowserThatOversleptJudgesNobody) {
  while (!Tick().ping) {
  }
  EXPECT_FALSE(Tick(60s).unresponsive);
  EXPECT_FALSE(RunUntil(now_ - kStart + 1500ms, false).unresponsive);
  EXPECT_TRUE(RunUntil(now_ - kStart + 1s, false).unresponsive);
}

TEST_F(HangMonitorTest, OneThatSendsButDoesNotAnswerIsGivenTimeButNotForEver) {
  while (!Tick().ping) {
  }
  const TimePoint asked = now_;
  HangMonitor::Step step;
  Duration warned{};
  while (!step.kill && now_ - asked < 60s) {
    step = Tick();
    monitor_.OnTraffic(now_);
    EXPECT_FALSE(monitor_.Suspects(now_));
    warned = step.unresponsive ? now_ - asked : warned;
  }
  EXPECT_EQ(warned, 12s);
  EXPECT_TRUE(step.kill);
  EXPECT_EQ(now_ - asked, 20s);
}

TEST_F(HangMonitorTest, ItIsSuspectedFromTheWarningOn) {
  RunUntil(1s, false);
  EXPECT_FALSE(monitor_.Suspects(now_));
  RunUntil(3s, false);
  EXPECT_TRUE(monitor_.Suspects(now_));
}

}  // namespace
}  // namespace bulkhead
