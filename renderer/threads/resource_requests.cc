#include "renderer/threads/resource_requests.h"

#include <algorithm>

namespace bulkhead {

void ResourceRequests::Add(Origin origin, std::string url) {
  waiting_.push_back({origin, std::move(url)});
}

std::optional<ResourceRequests::Ask> ResourceRequests::TakeNext(TimePoint now) {
  if (waiting_.empty() || in_flight_.size() >= kMaxResourcesInFlight || !limiter_.Take(now)) {
    return std::nullopt;
  }
  Waiting next = std::move(waiting_.front());
  waiting_.pop_front();
  const uint32_t wire_request = ++last_wire_request_;
  in_flight_.emplace(wire_request, next.origin);
  return Ask{next.origin.page, wire_request, std::move(next.url)};
}

std::optional<TimePoint> ResourceRequests::NextAt(TimePoint now) const {
  if (waiting_.empty() || in_flight_.size() >= kMaxResourcesInFlight) {
    return std::nullopt;
  }
  return limiter_.NextAt(now);
}

std::optional<ResourceRequests::Origin> ResourceRequests::Settle(uint32_t wire_request) {
  const auto found = in_flight_.find(wire_request);
  if (found == in_flight_.end()) {
    return std::nullopt;
  }
  const std::optional<Origin> origin = found->second;
  in_flight_.erase(found);
  return origin;
}

void ResourceRequests::ForgetPage(uint32_t page) {
  std::erase_if(waiting_, [page](const Waiting& entry) { return entry.origin.page == page; });
  for (auto& [wire_request, origin] : in_flight_) {
    if (origin && origin->page == page) {
      origin.reset();
    }
  }
}

}  // namespace bulkhead
