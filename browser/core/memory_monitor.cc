#include "browser/core/memory_monitor.h"

#include <algorithm>
#include <chrono>

namespace bulkhead {
namespace {

constexpr Duration kCalm = std::chrono::milliseconds(250);
constexpr Duration kGrowing = std::chrono::milliseconds(50);
// 64 MiB a second would fill the default limit in 8 s, and what is sampled every 250 ms overshoots by 16 MiB.
constexpr double kFastBytesPerSecond = 64.0 * 1024 * 1024;

}  // namespace

bool MemoryMonitor::OnSample(TimePoint now, uint64_t bytes) {
  if (!baseline_) {
    baseline_ = bytes;
    sampled_ = now;
    next_ = now + kGrowing;
    return false;
  }
  const uint64_t used = bytes - std::min(bytes, *baseline_);
  const double seconds = std::chrono::duration<double>(now - sampled_).count();
  const bool fast = used > used_ && static_cast<double>(used - used_) >= kFastBytesPerSecond * seconds;
  used_ = used;
  sampled_ = now;
  next_ = now + (fast ? kGrowing : kCalm);
  return limit_ != 0 && used_ > limit_;
}

}  // namespace bulkhead
