#include "browser/core/restart_policy.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using Kind = RestartPolicy::Decision::Kind;

constexpr TimePoint kStart = TimePoint{} + 1h;

RestartPolicy Make(RestartOptions options = {}, double random = 0.5) {
  return RestartPolicy(options, [random] { return random; });
}

TEST(RestartPolicyTest, FiveCrashesInARowThenGiveUp) {
  RestartOptions options;
  options.max_restarts = 4;
  RestartPolicy policy = Make(options);
  TimePoint now = kStart;
  Duration expected = 100ms;
  for (uint32_t attempt = 1; attempt <= 4; ++attempt) {
    policy.OnLive(now);
    const auto decision = policy.OnDeath(Cause::kSignalled, now += 1s);
    ASSERT_EQ(decision.kind, Kind::kRestart);
    EXPECT_EQ(decision.attempt, attempt);
    EXPECT_EQ(decision.delay, expected);
    expected *= 2;
  }
  policy.OnLive(now);
  EXPECT_EQ(policy.OnDeath(Cause::kSignalled, now += 1s).kind, Kind::kGiveUp);
}

TEST(RestartPolicyTest, TheDelayStopsGrowingAtItsBound) {
  RestartOptions options;
  options.max_restarts = 100;
  RestartPolicy policy = Make(options);
  Duration last{};
  for (int i = 0; i < 60; ++i) {
    last = policy.OnDeath(Cause::kHang, kStart).delay;
  }
  EXPECT_EQ(last, 10s);
}

TEST(RestartPolicyTest, JitterIsAFifthBothWays) {
  EXPECT_EQ(Make({}, 0.0).OnDeath(Cause::kSignalled, kStart).delay, 80ms);
  const Duration most = Make({}, 0.999999).OnDeath(Cause::kSignalled, kStart).delay;
  EXPECT_GT(most, 119ms);
  EXPECT_LT(most, 120ms);
}

TEST(RestartPolicyTest, AStableStretchForgetsEverything) {
  RestartPolicy policy = Make();
  TimePoint now = kStart;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(policy.OnDeath(Cause::kSignalled, now).kind, Kind::kRestart);
  }
  policy.OnLive(now);
  const auto decision = policy.OnDeath(Cause::kSignalled, now + 10s);
  EXPECT_EQ(decision.kind, Kind::kRestart);
  EXPECT_EQ(decision.attempt, 1u);
  EXPECT_EQ(decision.delay, 100ms);
}

TEST(RestartPolicyTest, StartUpThatNeverGetsLiveIsNotStable) {
  RestartPolicy policy = Make();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(policy.OnDeath(Cause::kStartupTimeout, kStart + i * 5s).kind, Kind::kRestart);
  }
  EXPECT_EQ(policy.OnDeath(Cause::kStartupTimeout, kStart + 15s).kind, Kind::kGiveUp);
}

TEST(RestartPolicyTest, OldRestartsLeaveTheWindow) {
  RestartPolicy policy = Make();
  for (const auto at : {0s, 9s, 18s, 31s, 40s}) {
    EXPECT_EQ(policy.OnDeath(Cause::kSignalled, kStart + at).kind, Kind::kRestart) << at.count();
  }
  EXPECT_EQ(policy.OnDeath(Cause::kSignalled, kStart + 41s).kind, Kind::kGiveUp);
}

TEST(RestartPolicyTest, Modes) {
  RestartOptions options;
  options.mode = RestartMode::kNever;
  EXPECT_EQ(Make(options).OnDeath(Cause::kSignalled, kStart).kind, Kind::kStayGone);
  options.mode = RestartMode::kOnCrash;
  for (const Cause cause : {Cause::kCleanExit, Cause::kKilledByUser, Cause::kKilledByPolicy}) {
    EXPECT_EQ(Make(options).OnDeath(cause, kStart).kind, Kind::kStayGone);
  }
  for (const Cause cause : {Cause::kExitWithoutGoodbye, Cause::kNonZeroExit, Cause::kKilledExternally,
                            Cause::kCompartmentLost, Cause::kBadMessage, Cause::kOutOfMemory}) {
    EXPECT_EQ(Make(options).OnDeath(cause, kStart).kind, Kind::kRestart);
  }
  options.mode = RestartMode::kAlways;
  EXPECT_EQ(Make(options).OnDeath(Cause::kCleanExit, kStart).kind, Kind::kRestart);
}

TEST(RestartPolicyTest, AReloadForgetsWhatWas) {
  RestartOptions options;
  options.max_restarts = 1;
  RestartPolicy policy = Make(options);
  EXPECT_EQ(policy.OnDeath(Cause::kSignalled, kStart).kind, Kind::kRestart);
  EXPECT_EQ(policy.OnDeath(Cause::kSignalled, kStart + 1s).kind, Kind::kGiveUp);
  policy.OnReload();
  const auto decision = policy.OnDeath(Cause::kSignalled, kStart + 2s);
  EXPECT_EQ(decision.kind, Kind::kRestart);
  EXPECT_EQ(decision.attempt, 1u);
}

}  // namespace
}  // namespace bulkhead
