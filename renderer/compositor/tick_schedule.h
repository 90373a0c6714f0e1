// TickSchedule: the absolute 60 Hz schedule. Tick n is at start + n/60 s, whatever happened before it: lateness never adds
// up, and a tick that was slept through is gone, not made up for.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_TICK_SCHEDULE_H_
#define BULKHEAD_RENDERER_COMPOSITOR_TICK_SCHEDULE_H_

#include <cstdint>

#include "ipc/os/clock.h"

namespace bulkhead {

class TickSchedule {
 public:
  static constexpr int64_t kPerSecond = 60;

  explicit TickSchedule(TimePoint start) : start_(start) {}

  // The tick whose interval holds `now`; negative before the start.
  int64_t Index(TimePoint now) const {
    const int64_t elapsed = std::chrono::duration_cast<std::chrono::nanoseconds>(now - start_).count();
    // Floor, also below zero; 60 * elapsed overflows after four years.
    const int64_t product = elapsed * kPerSecond;
    return product >= 0 ? product / kNanoseconds : -((-product + kNanoseconds - 1) / kNanoseconds);
  }
  // When `tick` begins, rounded up, so that Index(Begin(n)) == n.
  TimePoint Begin(int64_t tick) const {
    const int64_t product = tick * kNanoseconds;
    const int64_t rounded = product >= 0 ? (product + kPerSecond - 1) / kPerSecond : -(-product / kPerSecond);
    return start_ + std::chrono::nanoseconds(rounded);
  }

 private:
  static constexpr int64_t kNanoseconds = 1'000'000'000;
  TimePoint start_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_TICK_SCHEDULE_H_
