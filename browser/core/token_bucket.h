// TokenBucket: so many a second, with a burst. Time is passed in.
#ifndef BULKHEAD_BROWSER_CORE_TOKEN_BUCKET_H_
#define BULKHEAD_BROWSER_CORE_TOKEN_BUCKET_H_

#include <algorithm>
#include <chrono>

#include "ipc/os/clock.h"

namespace bulkhead {

class TokenBucket {
 public:
  TokenBucket(double per_second, double burst) : per_second_(per_second), burst_(burst), tokens_(burst) {}

  bool Take(TimePoint now) {
    if (filled_ != TimePoint{}) {
      const double seconds = std::chrono::duration<double>(now - filled_).count();
      tokens_ = std::min(burst_, tokens_ + std::max(seconds, 0.0) * per_second_);
    }
    filled_ = now;
    if (tokens_ < 1) {
      return false;
    }
    tokens_ -= 1;
    return true;
  }

 private:
  const double per_second_;
  const double burst_;
  double tokens_;
  TimePoint filled_{};
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_TOKEN_BUCKET_H_
