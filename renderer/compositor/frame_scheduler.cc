#include "renderer/compositor/frame_scheduler.h"

#include <algorithm>
#include <utility>

#include "ipc/os/check.h"

namespace bulkhead {

bool FrameScheduler::Wanted() const {
  return main_wanted_ || main_asked_ || scrolling_ || commit_waiting_ || picture_ != PictureState::kCurrent;
}

void FrameScheduler::CountPassed(TimePoint now) {
  if (!IsDue()) {
    return;
  }
  const int64_t last_whole = schedule_.Index(now) - 1;
  if (last_whole > counted_tick_) {
    due_ += static_cast<uint64_t>(last_whole - counted_tick_);
    counted_tick_ = last_whole;
  }
}

void FrameScheduler::AfterChange(bool before, TimePoint now) {
  if (before || !IsDue()) {
    return;
  }
  counted_tick_ = std::max(counted_tick_, schedule_.Index(now) - 1);
  due_since_ = now;
  run_start_ = true;
}

void FrameScheduler::OnRing(int buffers, TimePoint now) {
  const bool before = IsDue();
  CountPassed(now);
  has_ring_ = true;
  free_buffers_ = buffers;
  AfterChange(before, now);
}

void FrameScheduler::OnCredit(TimePoint now) {
  CountPassed(now);
  ++free_buffers_;
}

void FrameScheduler::RequestMainFrame(TimePoint now) {
  const bool before = IsDue();
  CountPassed(now);
  main_wanted_ = true;
  AfterChange(before, now);
}

void FrameScheduler::OnAnswer(bool changed, bool animating, TimePoint now) {
  const bool before = IsDue();
  CountPassed(now);
  const bool was_asked = main_asked_;
  main_asked_ = false;
  main_wanted_ = main_wanted_ || animating;
  if (changed) {
    had_commit_ = true;
    // Whoever calls says the rest with set_picture(); until then this keeps the run together.
    if (picture_ == PictureState::kCurrent) {
      picture_ = PictureState::kRastering;
    }
  } else if (was_asked && picture_ == PictureState::kCurrent && !scrolling_) {
    SettleTick(now);
  }
  AfterChange(before, now);
}

void FrameScheduler::set_picture(PictureState state, TimePoint now) {
  const bool before = IsDue();
  CountPassed(now);
  picture_ = state;
  AfterChange(before, now);
}

void FrameScheduler::OnNothingToShow(TimePoint now) {
  CountPassed(now);
  picture_ = PictureState::kCurrent;
  if (!scrolling_) {
    SettleTick(now);
  }
}

void FrameScheduler::OnScrollStoodStill(TimePoint now) {
  CountPassed(now);
  drawn_tick_ = schedule_.Index(now);
  SettleTick(now);
}

void FrameScheduler::SettleTick(TimePoint now) {
  counted_tick_ = std::max(counted_tick_, schedule_.Index(now));
  run_start_ = true;  // nothing was seen to stand still
}

void FrameScheduler::set_scrolling(bool scrolling, TimePoint now) {
  const bool before = IsDue();
  CountPassed(now);
  scrolling_ = scrolling;
  AfterChange(before, now);
}

FrameScheduler::Action FrameScheduler::Poll(TimePoint now) {
  CountPassed(now);
  Action action;
  const int64_t tick = schedule_.Index(now);
  const TimePoint next = schedule_.Begin(tick + 1);
  action.tick_time = schedule_.Begin(tick);

  // A commit ahead of the ring is useful (the first frame comes sooner), a second one is not.
  const bool credit = has_ring_ ? free_buffers_ > 0 : !had_commit_;
  if (main_wanted_ && !main_asked_ && !commit_waiting_ && credit) {
    if (tick > begun_tick_) {
      begun_tick_ = tick;
      main_wanted_ = false;
      main_asked_ = true;
      // A run that starts inside a tick starts there: script never sees a frame time before its own past.
      action.begin_frame = std::max(action.tick_time, std::min(due_since_, now));
    } else {
      action.wake = next;
    }
  }
  const bool drawable =
      picture_ == PictureState::kReady || (scrolling_ && picture_ == PictureState::kCurrent);
  if (drawable && free_buffers_ > 0) {
    if (tick > drawn_tick_) {
      action.draw = true;
    } else {
      action.wake = next;
    }
  }
  return action;
}

FrameScheduler::Stamp FrameScheduler::OnDrawn(TimePoint now) {
  BULKHEAD_CHECK(free_buffers_ > 0);
  CountPassed(now);
  const int64_t tick = schedule_.Index(now);
  drawn_tick_ = tick;
  if (tick > counted_tick_) {
    ++due_;
    counted_tick_ = tick;
  }
  --free_buffers_;
  picture_ = PictureState::kCurrent;
  ++presented_;
  return {presented_, due_, std::exchange(run_start_, false)};
}

uint64_t FrameScheduler::due(TimePoint now) {
  CountPassed(now);
  return due_;
}

}  // namespace bulkhead
