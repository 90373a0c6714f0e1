#include "browser/core/memory_monitor.h"

#include <gtest/gtest.h>

#include <chrono>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t kMiB = 1024 * 1024;
constexpr TimePoint kMonitoredFrom = TimePoint{} + 1h;

TEST(MemoryMonitorTest, WhatTheForkBroughtAlongDoesNotCount) {
  MemoryMonitor monitor(100 * kMiB);
  EXPECT_TRUE(monitor.Due(kMonitoredFrom));
  EXPECT_FALSE(monitor.OnSample(kMonitoredFrom, 400 * kMiB));
  EXPECT_FALSE(monitor.OnSample(kMonitoredFrom + 1s, 500 * kMiB));
  EXPECT_EQ(monitor.used(), 100 * kMiB);
  EXPECT_TRUE(monitor.OnSample(kMonitoredFrom + 2s, 501 * kMiB));
}

TEST(MemoryMonitorTest, SamplesFourTimesASecondAndTwentyWhileItGrowsFast) {
  MemoryMonitor monitor(4096 * kMiB);
  monitor.OnSample(kMonitoredFrom, 10 * kMiB);
  TimePoint now = kMonitoredFrom + 250ms;
  monitor.OnSample(now, 11 * kMiB);
  EXPECT_FALSE(monitor.Due(now + 249ms));
  EXPECT_TRUE(monitor.Due(now + 250ms));
  now += 250ms;
  monitor.OnSample(now, 60 * kMiB);
  EXPECT_FALSE(monitor.Due(now + 49ms));
  EXPECT_TRUE(monitor.Due(now + 50ms));
  now += 50ms;
  monitor.OnSample(now, 60 * kMiB);
  EXPECT_FALSE(monitor.Due(now + 50ms));
}

TEST(MemoryMonitorTest, ShrinkingBelowTheBaselineIsNought) {
  MemoryMonitor monitor(kMiB);
  monitor.OnSample(kMonitoredFrom, 10 * kMiB);
  EXPECT_FALSE(monitor.OnSample(kMonitoredFrom + 1s, 5 * kMiB));
  EXPECT_EQ(monitor.used(), 0u);
}

TEST(MemoryMonitorTest, NoughtIsNoLimit) {
  MemoryMonitor monitor(0);
  monitor.OnSample(kMonitoredFrom, 0);
  EXPECT_FALSE(monitor.OnSample(kMonitoredFrom + 1s, uint64_t{1} << 50));
}

}  // namespace
}  // namespace bulkhead
