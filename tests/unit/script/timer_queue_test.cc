#include "renderer/script/timer_queue.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

class TimerQueueTest : public testing::Test {
 protected:
  std::vector<TimerId> TakeAll() {
    std::vector<TimerId> ids;
    const TimerId newest = queue.newest();
    while (auto due = queue.TakeDue(now, newest)) {
      ids.push_back(due->id);
    }
    return ids;
  }

  TimerQueue queue;
  TimePoint now{std::chrono::hours(1)};
};

TEST_F(TimerQueueTest, OrdersByDueTimeThenByCreation) {
  const TimerId late = queue.Add(now, 20, false);
  const TimerId first = queue.Add(now, 10, false);
  const TimerId second = queue.Add(now, 10, false);
  EXPECT_EQ(queue.next_due(), now + milliseconds(10));
  EXPECT_TRUE(TakeAll().empty());
  now += milliseconds(20);
  EXPECT_EQ(TakeAll(), (std::vector<TimerId>{first, second, late}));
  EXPECT_EQ(queue.next_due(), std::nullopt);
}

TEST_F(TimerQueueTest, LeavesTimersMadeMeanwhile) {
  queue.Add(now, 0, false);
  const TimerId newest = queue.newest();
  ASSERT_TRUE(queue.TakeDue(now, newest));
  const TimerId added = queue.Add(now, 0, false);
  EXPECT_FALSE(queue.TakeDue(now, newest));
  EXPECT_EQ(TakeAll(), std::vector<TimerId>{added});
}

TEST_F(TimerQueueTest, Cancels) {
  const TimerId id = queue.Add(now, 0, false);
  queue.Cancel(id);
  queue.Cancel(id);
  queue.Cancel(12345);
  EXPECT_TRUE(TakeAll().empty());
}

TEST_F(TimerQueueTest, NestedTimersWaitFourMilliseconds) {
  for (int level = 1; level <= 5; ++level) {
    queue.Add(now, 0, false);
    EXPECT_EQ(queue.next_due(), now) << level;
    ASSERT_TRUE(queue.TakeDue(now, queue.newest()));
    queue.BeginRun();
  }
  queue.Add(now, 1, false);
  EXPECT_EQ(queue.next_due(), now + milliseconds(4));
  queue.EndRun();
  queue.Add(now, 1, false);
  EXPECT_EQ(queue.next_due(), now + milliseconds(1));
}

TEST_F(TimerQueueTest, IntervalsKeepStepAndDropMissedTurns) {
  const TimePoint start = now;
  queue.Add(now, 10, true);
  now = start + milliseconds(12);
  EXPECT_EQ(TakeAll().size(), 1u);
  EXPECT_EQ(queue.next_due(), start + milliseconds(20));
  now = start + milliseconds(57);
  EXPECT_EQ(TakeAll().size(), 1u);
  EXPECT_EQ(queue.next_due(), start + milliseconds(60));
}

TEST_F(TimerQueueTest, AnIntervalOfZeroSettlesAtFourMilliseconds) {
  queue.Add(now, 0, true);
  for (int i = 0; i < 20; ++i) {
    now = *queue.next_due();
    EXPECT_EQ(TakeAll().size(), 1u);
  }
  EXPECT_EQ(queue.next_due(), now + milliseconds(4));
}

TEST_F(TimerQueueTest, OddDelaysCountAsNone) {
  for (double delay : {-5.0, std::nan(""), 1e300, 2147483648.0}) {
    queue.Add(now, delay, false);
  }
  EXPECT_EQ(TakeAll().size(), 4u);
  queue.Add(now, 2147483647.0, false);
  EXPECT_EQ(queue.next_due(), now + milliseconds(2147483647));
}

}  // namespace
}  // namespace bulkhead
