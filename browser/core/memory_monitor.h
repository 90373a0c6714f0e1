// MemoryMonitor: decides from samples when a renderer has taken more than its limit. What counts is RssAnon + VmSwap +
// VmPTE above the first sample, which is what the fork brought along. Pure: samples and time are passed in.
#ifndef BULKHEAD_BROWSER_CORE_MEMORY_MONITOR_H_
#define BULKHEAD_BROWSER_CORE_MEMORY_MONITOR_H_

#include <cstdint>
#include <optional>

#include "ipc/os/clock.h"

namespace bulkhead {

class MemoryMonitor {
 public:
  // 0: no limit.
  explicit MemoryMonitor(uint64_t limit_bytes) : limit_(limit_bytes) {}

  // Whether it is time for a sample: every 250 ms, every 50 ms while it grows fast.
  bool Due(TimePoint now) const { return now >= next_; }
  // True when over the limit.
  bool OnSample(TimePoint now, uint64_t bytes);

  uint64_t used() const { return used_; }  // above the baseline, at the last sample
  uint64_t limit() const { return limit_; }

 private:
  const uint64_t limit_;
  std::optional<uint64_t> baseline_;
  uint64_t used_ = 0;
  TimePoint sampled_{};
  TimePoint next_{};
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_MEMORY_MONITOR_H_
