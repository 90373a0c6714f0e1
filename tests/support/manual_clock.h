// A clock that moves only when told: hours of virtual time in microseconds.
#ifndef BULKHEAD_TESTS_SUPPORT_MANUAL_CLOCK_H_
#define BULKHEAD_TESTS_SUPPORT_MANUAL_CLOCK_H_

#include "ipc/os/clock.h"

namespace bulkhead {

class ManualClock final : public Clock {
 public:
  TimePoint Now() const override { return now_; }
  void Advance(Duration by) { now_ += by; }

 private:
  // Not the epoch: a default TimePoint stays recognisable as "never".
  TimePoint now_{std::chrono::hours(1)};
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_MANUAL_CLOCK_H_
