// ResourceRequests: what the pages of this process asked the browser for and have not got yet. Pages number their requests
// themselves and may come and go; on the wire a number is used once in the life of the process, so that an answer never
// finds the wrong document. Paced below the message's rate. No I/O; time is passed in.
#ifndef BULKHEAD_RENDERER_THREADS_RESOURCE_REQUESTS_H_
#define BULKHEAD_RENDERER_THREADS_RESOURCE_REQUESTS_H_

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "ipc/rate_limiter.h"

namespace bulkhead {

// Half of what the contract allows: buckets of both sides run on different clocks' readings.
inline constexpr RateLimit kResourceRequestLimit{500, 1000};
// More in flight would only wait in the browser, each with a descriptor on its way back.
inline constexpr size_t kMaxResourcesInFlight = 64;
inline constexpr size_t kMaxResourceUrlBytes = 2048;

class ResourceRequests {
 public:
  struct Origin {
    uint32_t page = 0;
    uint32_t request = 0;  // the page's own number
  };
  struct Ask {
    uint32_t page = 0;
    uint32_t wire_request = 0;
    std::string url;
  };

  void Add(Origin origin, std::string url);
  // The next one to send now, if its turn has come; it counts as in flight from here on.
  std::optional<Ask> TakeNext(TimePoint now);
  // When TakeNext() has something again that only waits for time; nullopt: nothing waits, or for an answer.
  std::optional<TimePoint> NextAt(TimePoint now) const;
  // Whom the answer to `wire_request` is for; nullopt: nobody any more.
  std::optional<Origin> Settle(uint32_t wire_request);
  // The page's document is gone: nothing of it is sent any more, no answer finds it.
  void ForgetPage(uint32_t page);

 private:
  struct Waiting {
    Origin origin;
    std::string url;
  };
  std::deque<Waiting> waiting_;
  std::unordered_map<uint32_t, std::optional<Origin>> in_flight_;  // nullopt: the page forgot it
  uint32_t last_wire_request_ = 0;
  RateLimiter limiter_{kResourceRequestLimit};
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_RESOURCE_REQUESTS_H_
