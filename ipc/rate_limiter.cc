#include "ipc/rate_limiter.h"

#include <algorithm>

namespace bulkhead {

double RateLimiter::TokensAt(TimePoint now) const {
  if (filled_ == TimePoint{} || now <= filled_) {
    return tokens_;
  }
  const double seconds = std::chrono::duration<double>(now - filled_).count();
  return std::min<double>(limit_.burst, tokens_ + seconds * limit_.per_second);
}

bool RateLimiter::Take(TimePoint now) {
  tokens_ = TokensAt(now);
  filled_ = std::max(filled_, now);
  if (tokens_ < 1) {
    return false;
  }
  tokens_ -= 1;
  return true;
}

TimePoint RateLimiter::NextAt(TimePoint now) const {
  const double missing = 1 - TokensAt(now);
  if (missing <= 0) {
    return now;
  }
  // Rounded up: one that asks again at that very time gets it.
  return now + std::chrono::ceil<Duration>(std::chrono::duration<double>(missing / limit_.per_second)) +
         std::chrono::microseconds(1);
}

}  // namespace bulkhead
