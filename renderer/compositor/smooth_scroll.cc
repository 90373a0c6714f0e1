#include "renderer/compositor/smooth_scroll.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace bulkhead {

Duration SmoothScroll::DurationFor(int distance) {
  const int64_t pixels = std::abs(int64_t{distance});
  const int64_t prompt = std::min<int64_t>(750'000, 200'000 + pixels * 500);
  return std::chrono::microseconds(std::max(prompt, pixels * 250));
}

int SmoothScroll::At(TimePoint now) const {
  if (now <= start_) {
    return from_;
  }
  if (Done(now)) {
    return to_;
  }
  const double part = std::chrono::duration<double>(now - start_) / std::chrono::duration<double>(duration_);
  const double left = 1 - part;
  const double moved = 1 - left * left * left;
  return from_ + static_cast<int>(std::lround(moved * (to_ - from_)));
}

}  // namespace bulkhead
