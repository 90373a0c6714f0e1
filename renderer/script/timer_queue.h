// TimerQueue: which timer is due when, by the rules of HTML (timers nested deeper than five levels wait at least 4 ms), in
// order of due time and then of creation. Knows no JavaScript and no clock.
#ifndef BULKHEAD_RENDERER_SCRIPT_TIMER_QUEUE_H_
#define BULKHEAD_RENDERER_SCRIPT_TIMER_QUEUE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "ipc/os/clock.h"

namespace bulkhead {

using TimerId = uint32_t;

class TimerQueue {
 public:
  // `delay_ms`: not a number, negative or above 2^31-1 counts as 0, as browsers do.
  TimerId Add(TimePoint now, double delay_ms, bool repeats);
  void Cancel(TimerId id);

  std::optional<TimePoint> next_due() const;

  struct Due {
    TimerId id = 0;
    bool repeats = false;
  };
  // The first timer due at `now` whose id is at most `newest`; it is out of the queue then. One that repeats is in again,
  // in step with its first due time, but never in the past.
  std::optional<Due> TakeDue(TimePoint now, TimerId newest);
  // Brackets the callback of the timer taken last: timers added meanwhile are nested in it.
  void BeginRun();
  void EndRun() { nesting_ = 0; }

  // The id given last.
  TimerId newest() const { return last_id_; }
  bool Contains(TimerId id) const { return timers_.contains(id); }

 private:
  struct Timer {
    TimePoint due;
    Duration interval{};
    bool repeats = false;
    int nesting = 0;
  };

  TimerId last_id_ = 0;
  int nesting_ = 0;
  int taken_nesting_ = 0;
  std::unordered_map<TimerId, Timer> timers_;
  std::map<std::pair<TimePoint, TimerId>, TimerId> order_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_TIMER_QUEUE_H_
