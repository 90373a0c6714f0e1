#include "browser/core/frame_stats.h"

#include <algorithm>
#include <chrono>

namespace bulkhead {

void FrameStats::OnFrame(TimePoint now, uint64_t due, bool run_start) {
  if (!last_) {
    due_base_ = due > 0 ? due - 1 : 0;  // counted from the first frame on, which was due itself
  } else if (!run_start) {
    const double gap = std::chrono::duration<double, std::milli>(now - *last_).count();
    if (bins_.empty()) {
      bins_.resize(kSteps);
    }
    ++bins_[std::min(static_cast<size_t>(std::max(gap, 0.0) / kStepMs), kSteps - 1)];
    ++gap_count_;
    max_ms_ = std::max(max_ms_, gap);
    recent_max_ms_ = std::max(recent_max_ms_.value_or(0), gap);
  }
  last_ = now;
  ++presented_;
  OnDue(due);
}

void FrameStats::OnDue(uint64_t due) {
  if (last_ && due > due_base_) {
    due_ = std::max(due_, due - due_base_);
  }
}

void FrameStats::OnNewGeneration() {
  finished_due_ += due_;
  due_ = due_base_ = 0;
  last_.reset();
}

std::optional<double> FrameStats::fps() const {
  if (due() < kLeastDue) {
    return std::nullopt;
  }
  return std::min(60.0, static_cast<double>(presented_) / static_cast<double>(due()) * 60.0);
}

double FrameStats::Quantile(double q) const {
  const uint64_t rank = static_cast<uint64_t>(q * static_cast<double>(gap_count_ - 1));
  uint64_t seen = 0;
  for (size_t i = 0; i < bins_.size(); ++i) {
    seen += bins_[i];
    if (seen > rank) {
      return std::min((static_cast<double>(i) + 0.5) * kStepMs, max_ms_);
    }
  }
  return max_ms_;
}

std::optional<FrameStats::Gaps> FrameStats::gaps() const {
  if (gap_count_ == 0) {
    return std::nullopt;
  }
  return Gaps{Quantile(0.5), Quantile(0.99), max_ms_};
}

}  // namespace bulkhead
