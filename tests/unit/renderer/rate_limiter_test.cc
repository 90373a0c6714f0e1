#include "ipc/rate_limiter.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace bulkhead {
namespace {

TEST(RateLimiter, GivesTheBurstThenTheRate) {
  ManualClock clock;
  RateLimiter limiter({10, 5});
  int taken = 0;
  while (limiter.Take(clock.Now())) {
    ++taken;
  }
  EXPECT_EQ(taken, 5);
  for (int second = 0; second < 3; ++second) {
    taken = 0;
    for (int step = 0; step < 1000; ++step) {
      clock.Advance(std::chrono::milliseconds(1));
      taken += limiter.Take(clock.Now()) ? 1 : 0;
    }
    EXPECT_NEAR(taken, 10, 1);
  }
}

TEST(RateLimiter, NeverHoldsMoreThanTheBurst) {
  ManualClock clock;
  RateLimiter limiter({10, 5});
  ASSERT_TRUE(limiter.Take(clock.Now()));
  clock.Advance(std::chrono::hours(1));
  int taken = 0;
  while (limiter.Take(clock.Now())) {
    ++taken;
  }
  EXPECT_EQ(taken, 5);
}

TEST(RateLimiter, NextAtIsWhenItGivesAgain) {
  ManualClock clock;
  RateLimiter limiter({3, 1});
  EXPECT_EQ(limiter.NextAt(clock.Now()), clock.Now());
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(limiter.Take(clock.Now()));
    const TimePoint next = limiter.NextAt(clock.Now());
    ASSERT_GT(next, clock.Now());
    EXPECT_FALSE(limiter.Take(clock.Now()));
    clock.Advance(next - clock.Now());
  }
}

}  // namespace
}  // namespace bulkhead
