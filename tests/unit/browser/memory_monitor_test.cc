#include "browser/core/memory_monitor.h"

#include <gtest/gtest.h>

#include <chrono>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr uint64_t kMiB = 1024 * 1024;
constexpr TimePoint kStart = TimePoint{} + 1h;

TEST(MemoryMonitorTest, WhatTheForkBroughtAlongDoesNotCount) {
  MemoryMonitor monitor(100 * kMiB);
  EXPECT_TRUE(monitor.Due(kStart));
  EXPECT_FALSE(monitor.OnSample(kStart, 400 * kMiB));
  EXPECT_FALSE(monitor.OnSample(kStart + 1s, 500 * kMiB));
  EXPECT_EQ(monitor.used(), 100 * kMiB);
  EXPECT_TRUE(monitor.OnSample(kStart + 2s, 501 * kMiB));
}

TEST(MemoryMonitorTest, SamplesFourTimesASecondAndTwentyWhileItGrowsFast) {
  MemoryMonitor monitor(4096 * kMiB);
  monitor.OnSample(kStart, 10 * kMiB);
  TimePoint now = kStart + 250ms;
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
  monitor.OnSample(kStart, 10 * kMiB);
  EXPECT_FALSE(monitor.OnSample(kStart + 1s, 5 * kMiB));
  EXPECT_EQ(monitor.used(), 0u);
}

TEST(MemoryMonitorTest, NoughtIsNoLimit) {
  MemoryMonitor monitor(0);
  monitor.OnSample(kStart, 0);
  EXPECT_FALSE(monitor.OnSample(kStart + 1s, uint64_t{1} << 50));
}

}  // namespace
}  // namespace bulkhead
