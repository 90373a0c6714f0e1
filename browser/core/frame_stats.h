// FrameStats: how smoothly a tab's frames came, over all its generations. A frame is due on each tick in which the page
// has damage or an animation; the renderer counts those, the browser counts what arrived. Bounded memory: gaps go into a
// histogram of 0.1 ms steps.
#ifndef BULKHEAD_BROWSER_CORE_FRAME_STATS_H_
#define BULKHEAD_BROWSER_CORE_FRAME_STATS_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "ipc/os/clock.h"

namespace bulkhead {

class FrameStats {
 public:
  // Below this many due frames a rate says nothing.
  static constexpr uint64_t kLeastDue = 30;

  // `due`: the renderer's count so far. `run_start`: first frame after rest; the gap before it is no jank.
  void OnFrame(TimePoint now, uint64_t due, bool run_start);
  // The renderer's count between frames (frames that were due and never came).
  void OnDue(uint64_t due);
  // A new renderer counts from nought.
  void OnNewGeneration();

  uint64_t presented() const { return presented_; }
  uint64_t due() const { return finished_due_ + due_; }
  // Presented / due x 60; nullopt below kLeastDue.
  std::optional<double> fps() const;

  struct Gaps {
    double p50, p99, max;  // ms
  };
  std::optional<Gaps> gaps() const;
  // The longest gap since this was asked last, ms.
  std::optional<double> TakeWorstGap() { return std::exchange(recent_max_ms_, std::nullopt); }

 private:
  static constexpr double kStepMs = 0.1;
  static constexpr size_t kSteps = 10'000;  // to 1 s; longer ones share the last bin, max_ms_ is exact

  double Quantile(double q) const;

  uint64_t presented_ = 0;
  uint64_t finished_due_ = 0;  // of earlier generations
  uint64_t due_base_ = 0;      // the renderer's count just before its first frame
  uint64_t due_ = 0;           // since then
  std::optional<TimePoint> last_;
  std::vector<uint32_t> bins_;
  uint64_t gap_count_ = 0;
  double max_ms_ = 0;
  std::optional<double> recent_max_ms_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_FRAME_STATS_H_
