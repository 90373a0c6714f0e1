// SmoothScroll: where a page stands while it scrolls from one offset to another. Pure.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_SMOOTH_SCROLL_H_
#define BULKHEAD_RENDERER_COMPOSITOR_SMOOTH_SCROLL_H_

#include "ipc/os/clock.h"

namespace bulkhead {

class SmoothScroll {
 public:
  // Offsets in pixels.
  SmoothScroll(int from, int to, TimePoint start) : from_(from), to_(to), start_(start), duration_(DurationFor(to - from)) {}

  // The offset at `now`: quick at first, slowing down (cubic ease-out).
  int At(TimePoint now) const;
  bool Done(TimePoint now) const { return now - start_ >= duration_; }
  int target() const { return to_; }

  // 200 ms and half a millisecond a pixel, at most 750 ms: what feels prompt. Beyond 3000 pixels a quarter of a millisecond
  // a pixel: the ease-out starts at three times the mean speed, so this keeps each tick's step (200 pixels) under one row of
  // tiles, which the row rastered ahead hides. A long page may so scroll for many seconds.
  static Duration DurationFor(int distance);

 private:
  int from_;
  int to_;
  TimePoint start_;
  Duration duration_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_SMOOTH_SCROLL_H_
