#include "browser/core/posted_messages.h"

#include <utility>

namespace bulkhead {

bool PostedMessages::Add(std::string json) {
  if (waiting_.size() >= kMaxWaiting || waiting_bytes_ + json.size() > kMaxWaitingBytes) {
    return false;
  }
  waiting_bytes_ += json.size();
  waiting_.push_back(std::move(json));
  return true;
}

std::optional<std::string> PostedMessages::TakeNext() {
  if (!loaded_ || waiting_.empty() || sent_ - taken_ >= kWindow) {
    return std::nullopt;
  }
  std::string next = std::move(waiting_.front());
  waiting_.pop_front();
  waiting_bytes_ -= next.size();
  ++sent_;
  return next;
}

bool PostedMessages::OnTaken(uint64_t total) {
  if (total > sent_ || total <= taken_) {
    return false;
  }
  taken_ = total;
  return true;
}

uint64_t PostedMessages::Reset() {
  const uint64_t lost = waiting_.size() + sent_ - taken_;
  *this = {};
  return lost;
}

}  // namespace bulkhead
