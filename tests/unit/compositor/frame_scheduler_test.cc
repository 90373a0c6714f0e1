// The whole schedule in virtual time: no test here waits.
#include "renderer/compositor/frame_scheduler.h"

#include <gtest/gtest.h>

#include "tests/unit/compositor/test_pictures.h"

namespace bulkhead {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(TickScheduleTest, IsAbsolute) {
  const TickSchedule schedule(kStart);
  EXPECT_EQ(schedule.Begin(0), kStart);
  EXPECT_EQ(schedule.Begin(60), kStart + seconds(1));
  EXPECT_EQ(schedule.Begin(60 * 3600), kStart + seconds(3600));
  for (int64_t tick = -500; tick < 100'000; ++tick) {
    ASSERT_EQ(schedule.Index(schedule.Begin(tick)), tick);
    ASSERT_EQ(schedule.Index(schedule.Begin(tick) - Duration(1)), tick - 1);
  }
}

class FrameSchedulerTest : public testing::Test {
 protected:
  // A time inside tick `n`.
  TimePoint At(int64_t tick, Duration after = {}) const { return schedule_.Begin(tick) + after; }
  // The browser's usual answer to a frame: the buffer before it.
  void Draw(TimePoint now) {
    stamp_ = scheduler_.OnDrawn(now);
    if (held_++ > 0) {
      scheduler_.OnCredit(now);
    }
  }
  // One tick of a page that animates from main: asked, answered, drawn. `answer_after` since the tick's begin.
  void AnimateTick(int64_t tick, Duration answer_after = milliseconds(2)) {
    const auto asked = scheduler_.Poll(At(tick));
    ASSERT_TRUE(asked.begin_frame);
    EXPECT_EQ(*asked.begin_frame, At(tick));
    const TimePoint answered = At(tick, answer_after);
    scheduler_.OnAnswer(true, true, answered);
    scheduler_.set_picture(PictureState::kReady, answered);
    ASSERT_TRUE(scheduler_.Poll(answered).draw);
    Draw(answered);
  }

  const TickSchedule schedule_{kStart};
  FrameScheduler scheduler_{schedule_};
  FrameScheduler::Stamp stamp_;
  int held_ = 0;
};

TEST_F(FrameSchedulerTest, WantsNothingAtRest) {
  scheduler_.OnRing(2, At(0));
  const auto action = scheduler_.Poll(At(5));
  EXPECT_FALSE(action.begin_frame);
  EXPECT_FALSE(action.draw);
  EXPECT_FALSE(action.wake);
  EXPECT_TRUE(scheduler_.at_rest());
  EXPECT_EQ(scheduler_.due(At(1000)), 0u);
}

TEST_F(FrameSchedulerTest, ServesAPageAtRestAtOnceAndThenOncePerTick) {
  scheduler_.OnRing(2, At(0));
  scheduler_.RequestMainFrame(At(3, milliseconds(5)));
  auto action = scheduler_.Poll(At(3, milliseconds(5)));
  ASSERT_TRUE(action.begin_frame);
  EXPECT_EQ(*action.begin_frame, At(3, milliseconds(5)));  // not the tick's begin: that was before the request
  EXPECT_FALSE(action.wake);                               // main's answer drives, no timer
  EXPECT_FALSE(scheduler_.Poll(At(3, milliseconds(6))).begin_frame);  // one outstanding
  scheduler_.OnAnswer(true, true, At(3, milliseconds(7)));
  scheduler_.set_picture(PictureState::kRastering, At(3, milliseconds(7)));
  action = scheduler_.Poll(At(3, milliseconds(7)));
  EXPECT_FALSE(action.draw);
  EXPECT_FALSE(action.begin_frame);  // this tick's is spent
  EXPECT_EQ(action.wake, At(4));
  scheduler_.set_picture(PictureState::kReady, At(3, milliseconds(8)));
  EXPECT_TRUE(scheduler_.Poll(At(3, milliseconds(8))).draw);
  Draw(At(3, milliseconds(8)));
  EXPECT_EQ(stamp_.sequence, 1u);
  EXPECT_EQ(stamp_.due, 1u);
  EXPECT_TRUE(stamp_.run_start);
  for (int64_t tick = 4; tick < 64; ++tick) {
    AnimateTick(tick);
    EXPECT_FALSE(stamp_.run_start);
  }
  EXPECT_EQ(stamp_.sequence, 61u);
  EXPECT_EQ(stamp_.due, 61u);
}

TEST_F(FrameSchedulerTest, NeverDrawsTwiceInATick) {
  scheduler_.OnRing(2, At(0));
  scheduler_.OnAnswer(true, false, At(1));
  scheduler_.set_picture(PictureState::kReady, At(1));
  ASSERT_TRUE(scheduler_.Poll(At(1)).draw);
  Draw(At(1));
  scheduler_.OnAnswer(true, false, At(1, milliseconds(3)));
  scheduler_.set_picture(PictureState::kReady, At(1, milliseconds(3)));
  const auto action = scheduler_.Poll(At(1, milliseconds(3)));
  EXPECT_FALSE(action.draw);
  EXPECT_EQ(action.wake, At(2));
  EXPECT_TRUE(scheduler_.Poll(At(2)).draw);
}

TEST_F(FrameSchedulerTest, DropsTicksThatWereSleptThrough) {
  scheduler_.OnRing(2, At(0));
  scheduler_.RequestMainFrame(At(0));
  AnimateTick(0);
  // The machine was busy: ticks 1 to 9 pass unserved.
  const auto action = scheduler_.Poll(At(10, milliseconds(4)));
  ASSERT_TRUE(action.begin_frame);
  EXPECT_EQ(*action.begin_frame, At(10));  // on the schedule, not "now"
  scheduler_.OnAnswer(true, true, At(10, milliseconds(5)));
  scheduler_.set_picture(PictureState::kReady, At(10, milliseconds(5)));
  ASSERT_TRUE(scheduler_.Poll(At(10, milliseconds(5))).draw);
  Draw(At(10, milliseconds(5)));
  EXPECT_EQ(stamp_.sequence, 2u);
  EXPECT_EQ(stamp_.due, 11u);  // 0 and 1 to 10, all due
  // Not made up for: the next one is tick 11's.
  const auto after = scheduler_.Poll(At(10, milliseconds(6)));
  EXPECT_FALSE(after.begin_frame);
  EXPECT_EQ(after.wake, At(11));
}

TEST_F(FrameSchedulerTest, CountsDueWhileMainHangsWithoutATimer) {
  scheduler_.OnRing(2, At(0));
  scheduler_.RequestMainFrame(At(0));
  AnimateTick(0);
  ASSERT_TRUE(scheduler_.Poll(At(1)).begin_frame);
  EXPECT_FALSE(scheduler_.Poll(At(1, milliseconds(1))).wake);
  EXPECT_EQ(scheduler_.due(At(121)), 121u);  // tick 0, and 1 to 120 passed whole
  EXPECT_EQ(scheduler_.presented(), 1u);
  scheduler_.OnAnswer(true, false, At(121));
  scheduler_.set_picture(PictureState::kReady, At(121));
  Draw(At(121));
  EXPECT_EQ(stamp_.due, 122u);
  EXPECT_FALSE(stamp_.run_start);  // it stood still while it should have moved
  EXPECT_TRUE(scheduler_.at_rest());
  EXPECT_EQ(scheduler_.due(At(500)), 122u);
}

TEST_F(FrameSchedulerTest, WithoutABufferNothingIsDrawnOrAskedButItStaysDue) {
  scheduler_.OnRing(1, At(0));
  scheduler_.RequestMainFrame(At(0));
  AnimateTick(0);
  EXPECT_EQ(scheduler_.free_buffers(), 0);
  auto action = scheduler_.Poll(At(1));
  EXPECT_FALSE(action.begin_frame);
  EXPECT_FALSE(action.draw);
  EXPECT_FALSE(action.wake);  // a browser that is away costs nothing
  scheduler_.OnCredit(At(6, milliseconds(2)));
  action = scheduler_.Poll(At(6, milliseconds(2)));
  EXPECT_EQ(action.begin_frame, At(6));
  EXPECT_EQ(scheduler_.due(At(7)), 7u);
}

TEST_F(FrameSchedulerTest, NothingChangedWasNotDue) {
  scheduler_.OnRing(2, At(0));
  scheduler_.RequestMainFrame(At(0));
  AnimateTick(0);
  // A requestAnimationFrame loop that changes nothing for a second.
  for (int64_t tick = 1; tick <= 60; ++tick) {
    ASSERT_TRUE(scheduler_.Poll(At(tick)).begin_frame);
    scheduler_.RequestMainFrame(At(tick, milliseconds(1)));
    scheduler_.OnAnswer(false, false, At(tick, milliseconds(1)));
    EXPECT_EQ(scheduler_.Poll(At(tick, milliseconds(1))).wake, At(tick + 1));
  }
  EXPECT_EQ(scheduler_.due(At(61)), 1u);
  AnimateTick(61);
  EXPECT_EQ(stamp_.due, 2u);
  EXPECT_TRUE(stamp_.run_start);
}

TEST_F(FrameSchedulerTest, ARestBetweenTwoFramesStartsARun) {
  scheduler_.OnRing(2, At(0));
  for (int64_t tick = 0; tick < 600; tick += 100) {
    scheduler_.RequestMainFrame(At(tick));
    ASSERT_TRUE(scheduler_.Poll(At(tick)).begin_frame);
    scheduler_.OnAnswer(true, false, At(tick));
    scheduler_.set_picture(PictureState::kReady, At(tick));
    Draw(At(tick));
    EXPECT_TRUE(stamp_.run_start);
    EXPECT_FALSE(scheduler_.Poll(At(tick)).wake);
  }
  EXPECT_EQ(stamp_.sequence, 6u);
  EXPECT_EQ(stamp_.due, 6u);
}

TEST_F(FrameSchedulerTest, ScrollsOnEachTickWhateverMainDoes) {
  scheduler_.OnRing(2, At(0));
  scheduler_.RequestMainFrame(At(0));
  AnimateTick(0);
  ASSERT_TRUE(scheduler_.Poll(At(1)).begin_frame);  // and main is stuck from here on
  scheduler_.set_scrolling(true, At(1));
  for (int64_t tick = 1; tick <= 30; ++tick) {
    const auto action = scheduler_.Poll(At(tick, microseconds(100)));
    ASSERT_TRUE(action.draw);
    EXPECT_EQ(action.tick_time, At(tick));
    Draw(At(tick, microseconds(100)));
    EXPECT_EQ(scheduler_.Poll(At(tick, microseconds(200))).wake, At(tick + 1));
  }
  scheduler_.set_scrolling(false, At(30, milliseconds(1)));
  EXPECT_FALSE(scheduler_.Poll(At(30, milliseconds(1))).wake);
  EXPECT_EQ(stamp_.sequence, 31u);
  EXPECT_EQ(stamp_.due, 31u);
}

TEST_F(FrameSchedulerTest, AScrollThatNeedsTilesWaitsForThem) {
  scheduler_.OnRing(2, At(0));
  scheduler_.set_scrolling(true, At(0));
  ASSERT_TRUE(scheduler_.Poll(At(0)).draw);
  scheduler_.set_picture(PictureState::kRastering, At(0));
  const auto waiting = scheduler_.Poll(At(0, milliseconds(1)));
  EXPECT_FALSE(waiting.draw);
  EXPECT_FALSE(waiting.wake);
  scheduler_.set_picture(PictureState::kReady, At(0, milliseconds(2)));
  EXPECT_TRUE(scheduler_.Poll(At(0, milliseconds(2))).draw);
}

// The end of an ease-out moves less than a pixel a tick.
TEST_F(FrameSchedulerTest, AScrollThatStandsStillIsNotDueButTriesEachTick) {
  scheduler_.OnRing(2, At(0));
  scheduler_.set_scrolling(true, At(0));
  ASSERT_TRUE(scheduler_.Poll(At(0)).draw);
  Draw(At(0));
  for (int64_t tick = 1; tick <= 3; ++tick) {
    ASSERT_TRUE(scheduler_.Poll(At(tick)).draw);
    scheduler_.OnScrollStoodStill(At(tick));
    const auto after = scheduler_.Poll(At(tick));
    EXPECT_FALSE(after.draw);
    EXPECT_EQ(after.wake, At(tick + 1));
  }
  ASSERT_TRUE(scheduler_.Poll(At(4)).draw);
  Draw(At(4));
  EXPECT_EQ(stamp_.due, 2u);
  EXPECT_TRUE(stamp_.run_start);
}

TEST_F(FrameSchedulerTest, DamageThatNobodySeesWasNotDue) {
  scheduler_.OnRing(2, At(0));
  scheduler_.OnAnswer(true, false, At(0));
  scheduler_.OnNothingToShow(At(0, milliseconds(1)));
  EXPECT_TRUE(scheduler_.at_rest());
  EXPECT_EQ(scheduler_.due(At(10)), 0u);
}

TEST_F(FrameSchedulerTest, OneCommitMayComeBeforeTheRing) {
  scheduler_.RequestMainFrame(At(0));
  ASSERT_TRUE(scheduler_.Poll(At(0)).begin_frame);
  scheduler_.OnAnswer(true, true, At(1));
  scheduler_.set_picture(PictureState::kRastering, At(1));
  EXPECT_FALSE(scheduler_.Poll(At(2)).begin_frame);
  EXPECT_EQ(scheduler_.due(At(50)), 0u);  // nobody could see it
  scheduler_.OnRing(2, At(50));
  scheduler_.set_picture(PictureState::kReady, At(50));
  EXPECT_TRUE(scheduler_.Poll(At(50)).draw);
  Draw(At(50));
  EXPECT_EQ(stamp_.due, 1u);
  EXPECT_TRUE(stamp_.run_start);
}

TEST_F(FrameSchedulerTest, MainDoesNotRunAheadOfAWaitingCommit) {
  scheduler_.OnRing(2, At(0));
  scheduler_.RequestMainFrame(At(0));
  AnimateTick(0);
  scheduler_.set_commit_waiting(true);
  EXPECT_FALSE(scheduler_.Poll(At(1)).begin_frame);
  scheduler_.set_commit_waiting(false);
  EXPECT_TRUE(scheduler_.Poll(At(1)).begin_frame);
}

TEST_F(FrameSchedulerTest, PresentedNeverExceedsDue) {
  // A long walk through odd orders of events, deterministic.
  uint32_t state = 12345;
  auto random = [&state](uint32_t bound) {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % bound;
  };
  TimePoint now = At(0);
  scheduler_.OnRing(2, now);
  int held = 0;
  uint64_t last_due = 0;
  for (int step = 0; step < 200'000; ++step) {
    now += microseconds(random(9000));
    switch (random(6)) {
      case 0: scheduler_.RequestMainFrame(now); break;
      case 1: scheduler_.OnAnswer(random(3) != 0, random(2) == 0, now); break;
      case 2: scheduler_.set_picture(PictureState::kReady, now); break;
      case 3: scheduler_.set_scrolling(random(2) == 0, now); break;
      case 4:
        if (held > 0) {
          --held;
          scheduler_.OnCredit(now);
        }
        break;
      case 5: scheduler_.set_commit_waiting(random(4) == 0); break;
    }
    const auto action = scheduler_.Poll(now);
    if (action.wake) {
      ASSERT_GT(*action.wake, now);
      ASSERT_LE(*action.wake, now + milliseconds(17));
    }
    if (action.begin_frame) {
      ASSERT_LE(*action.begin_frame, now);
    }
    if (action.draw) {
      const auto stamp = scheduler_.OnDrawn(now);
      ++held;
      ASSERT_LE(stamp.sequence, stamp.due);
    }
    const uint64_t due = scheduler_.due(now);
    ASSERT_GE(due, last_due);
    last_due = due;
    ASSERT_LE(due, static_cast<uint64_t>(schedule_.Index(now) + 1));
  }
  EXPECT_GT(scheduler_.presented(), 1000u);
}

}  // namespace
}  // namespace bulkhead
