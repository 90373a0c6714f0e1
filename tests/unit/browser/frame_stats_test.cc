#include "browser/core/frame_stats.h"

#include <gtest/gtest.h>

#include <chrono>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr Duration kFrame = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1.0 / 60));

TEST(FrameStatsTest, NothingIsNull) {
  const FrameStats stats;
  EXPECT_FALSE(stats.fps());
  EXPECT_FALSE(stats.gaps());
}

TEST(FrameStatsTest, ASteadyAnimationIsSixty) {
  FrameStats stats;
  TimePoint now{};
  for (uint64_t i = 1; i <= 120; ++i) {
    stats.OnFrame(now += kFrame, i, i == 1);
  }
  EXPECT_DOUBLE_EQ(*stats.fps(), 60.0);
  EXPECT_NEAR(stats.gaps()->p50, 16.7, 0.1);
  EXPECT_NEAR(stats.gaps()->max, 16.7, 0.1);
}

TEST(FrameStatsTest, EverySecondFrameMissedIsThirty) {
  FrameStats stats;
  TimePoint now{};
  for (uint64_t i = 0; i < 60; ++i) {
    stats.OnFrame(now += 2 * kFrame, 1 + 2 * i, false);
  }
  EXPECT_NEAR(*stats.fps(), 30.0, 0.5);
}

TEST(FrameStatsTest, FramesThatNeverCameAreCountedByTheRenderer) {
  FrameStats stats;
  TimePoint now{};
  for (uint64_t i = 1; i <= 30; ++i) {
    stats.OnFrame(now += kFrame, i, false);
  }
  stats.OnDue(60);
  EXPECT_NEAR(*stats.fps(), 30.0, 0.01);
  stats.OnDue(10);  // an older count changes nothing
  EXPECT_NEAR(*stats.fps(), 30.0, 0.01);
}

TEST(FrameStatsTest, TicksBeforeTheFirstFrameDoNotCount) {
  FrameStats stats;
  TimePoint now{};
  stats.OnDue(500);
  for (uint64_t i = 0; i < 60; ++i) {
    stats.OnFrame(now += kFrame, 1000 + i, false);
  }
  EXPECT_DOUBLE_EQ(*stats.fps(), 60.0);
}

TEST(FrameStatsTest, RestIsNotJank) {
  FrameStats stats;
  stats.OnFrame(TimePoint{} + 1s, 1, true);
  stats.OnFrame(TimePoint{} + 1s + kFrame, 2, false);
  stats.OnFrame(TimePoint{} + 60s, 3, true);
  stats.OnFrame(TimePoint{} + 60s + 40ms, 5, false);
  EXPECT_NEAR(stats.gaps()->max, 40, 0.01);
}

TEST(FrameStatsTest, UnderThirtyDueThereIsNoRate) {
  FrameStats stats;
  for (uint64_t i = 1; i < 30; ++i) {
    stats.OnFrame(TimePoint{} + i * kFrame, i, false);
  }
  EXPECT_FALSE(stats.fps());
  stats.OnFrame(TimePoint{} + 30 * kFrame, 30, false);
  EXPECT_TRUE(stats.fps());
}

TEST(FrameStatsTest, OneLongGapShowsInMaxAndNotInTheMedian) {
  FrameStats stats;
  TimePoint now{};
  for (uint64_t i = 1; i <= 1000; ++i) {
    stats.OnFrame(now += i == 500 ? Duration(3s) : kFrame, i, false);
  }
  EXPECT_NEAR(stats.gaps()->max, 3000, 0.1);
  EXPECT_NEAR(stats.gaps()->p50, 16.7, 0.1);
  EXPECT_LT(stats.gaps()->p99, 17);
}

TEST(FrameStatsTest, GenerationsAddUpAndTheTimeBetweenThemIsNoGap) {
  FrameStats stats;
  TimePoint now{};
  for (int generation = 0; generation < 2; ++generation) {
    for (uint64_t i = 1; i <= 60; ++i) {
      stats.OnFrame(now += kFrame, i, false);
    }
    stats.OnNewGeneration();
    now += 5s;
  }
  EXPECT_EQ(stats.presented(), 120u);
  EXPECT_EQ(stats.due(), 120u);
  EXPECT_DOUBLE_EQ(*stats.fps(), 60.0);
  EXPECT_LT(stats.gaps()->max, 20);
}

TEST(FrameStatsTest, TheWorstGapIsThatSinceItWasAskedFor) {
  FrameStats stats;
  TimePoint now{};
  EXPECT_FALSE(stats.TakeWorstGap());
  stats.OnFrame(now, 1, true);
  stats.OnFrame(now += 50ms, 2, false);
  stats.OnFrame(now += 16ms, 3, false);
  EXPECT_NEAR(stats.TakeWorstGap().value(), 50, 0.001);
  EXPECT_FALSE(stats.TakeWorstGap());
  stats.OnFrame(now += 20ms, 4, false);
  EXPECT_NEAR(stats.TakeWorstGap().value(), 20, 0.001);
  EXPECT_NEAR(stats.gaps()->max, 50, 0.001);
}

}  // namespace
}  // namespace bulkhead
