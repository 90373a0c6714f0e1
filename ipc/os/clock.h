// Time as an interface: the real one is named in main.cc only, tests pass a ManualClock (tests/support).
#ifndef BULKHEAD_IPC_OS_CLOCK_H_
#define BULKHEAD_IPC_OS_CLOCK_H_

#include <time.h>

#include <chrono>
#include <cstdint>

namespace bulkhead {

// steady_clock is CLOCK_MONOTONIC on Linux: one scale for both programs.
using TimePoint = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

// The same scale as a plain number, for messages and shared memory. Async-signal-safe, hence not steady_clock::now().
inline uint64_t MonotonicNs() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint Now() const = 0;
};

class SteadyClock final : public Clock {
 public:
  TimePoint Now() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_CLOCK_H_
