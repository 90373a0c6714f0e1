// RateLimiter: a token bucket for what this side sends, kept below what proto/ allows (MessageContracts()), so that an
// honest page, however talkative, never breaks the rate of a message. Time is passed in.
#ifndef BULKHEAD_IPC_RATE_LIMITER_H_
#define BULKHEAD_IPC_RATE_LIMITER_H_

#include <cstdint>

#include "ipc/os/clock.h"

namespace bulkhead {

struct RateLimit {
  double per_second = 0;
  uint32_t burst = 0;
};

class RateLimiter {
 public:
  explicit RateLimiter(RateLimit limit) : limit_(limit), tokens_(limit.burst) {}

  // True: `now` one more may go.
  bool Take(TimePoint now);
  // When the next Take() would succeed; `now` if it would at once.
  TimePoint NextAt(TimePoint now) const;

 private:
  double TokensAt(TimePoint now) const;

  const RateLimit limit_;
  double tokens_;
  TimePoint filled_{};
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_RATE_LIMITER_H_
