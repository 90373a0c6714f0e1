#include "browser/cli/end_plan.h"

#include <algorithm>

namespace bulkhead {

void EndPlan::OnSettled(TabId tab, TimePoint now) {
  if (waiting_.erase(tab) > 0 && waiting_.empty()) {
    settled_ = now;
  }
}

std::optional<TimePoint> EndPlan::EndsAt() const {
  if (!duration_) {
    return std::nullopt;
  }
  const TimePoint latest = start_ + kLongestWait;
  return (settled_ ? std::min(*settled_, latest) : latest) + *duration_;
}

}  // namespace bulkhead
