#include "ipc/send_queue.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "ipc/frame_header.h"
#include "ipc/os/check.h"

namespace bulkhead {

uint8_t* SendQueue::Append(size_t bytes, std::vector<UniqueFd> descriptors, TimePoint now) {
  const bool full = !segments_.empty() && segments_.back().size + bytes > kSegmentBytes;
  if (segments_.empty() || !descriptors.empty() || full) {
    if (spares_.empty()) {
      segments_.emplace_back();
    } else {
      segments_.push_back(std::move(spares_.back()));
      spares_.pop_back();
    }
  }
  Segment& segment = segments_.back();
  if (segment.size + bytes > segment.capacity) {
    // Doubling, from the size of a page: a channel with little to say keeps little. Behind a full one, whole at once.
    const size_t least = full ? kSegmentBytes : 4096;
    const size_t capacity = std::max(least, std::bit_ceil(segment.size + bytes));
    std::unique_ptr<uint8_t[]> memory(new uint8_t[capacity]);
    if (segment.size > 0) {
      std::memcpy(memory.get(), segment.memory.get(), segment.size);
    }
    segment.memory = std::move(memory);
    segment.capacity = capacity;
  }
  if (!descriptors.empty()) {
    segment.descriptors = std::move(descriptors);
  }
  uint8_t* const place = segment.memory.get() + segment.size;
  segment.size += bytes;
  queued_bytes_ += bytes;
  pushed_total_ += bytes;
  if (marks_.empty() || now - marks_.back().pushed >= kAgeGrain) {
    marks_.push_back({pushed_total_, now});
  } else {
    marks_.back().end = pushed_total_;
  }
  return place;
}

void SendQueue::Push(const MessageContract& contract,
                     const google::protobuf::MessageLite& message,
                     std::vector<UniqueFd> descriptors,
                     TimePoint now) {
  const size_t length = message.ByteSizeLong();
  BULKHEAD_CHECK(length <= contract.max_bytes);
  BULKHEAD_CHECK(descriptors.size() >= contract.min_descriptors && descriptors.size() <= contract.max_descriptors);
  FrameHeader header;
  header.length = static_cast<uint32_t>(length);
  header.number = contract.number;
  header.descriptors = static_cast<uint8_t>(descriptors.size());
  const auto encoded = EncodeHeader(header);
  uint8_t* const place = Append(kFrameHeaderBytes + length, std::move(descriptors), now);
  std::memcpy(place, encoded.data(), encoded.size());
  message.SerializeWithCachedSizesToArray(place + kFrameHeaderBytes);
}

void SendQueue::PushRaw(std::span<const uint8_t> bytes, TimePoint now) {
  if (!bytes.empty()) {
    std::memcpy(Append(bytes.size(), {}, now), bytes.data(), bytes.size());
  }
}

SendQueue::Chunk SendQueue::Front() const {
  if (segments_.empty()) {
    return {};
  }
  const Segment& front = segments_.front();
  return {{front.memory.get() + front.written, front.size - front.written}, front.descriptors};
}

void SendQueue::Pop(size_t bytes) {
  BULKHEAD_CHECK(!segments_.empty());
  Segment& front = segments_.front();
  BULKHEAD_CHECK(bytes > 0 && bytes <= front.size - front.written);
  front.written += bytes;
  front.descriptors.clear();
  queued_bytes_ -= bytes;
  if (front.written == front.size) {
    if (front.capacity <= kSegmentBytes && spares_.size() < kSpares) {
      front.size = 0;
      front.written = 0;
      spares_.push_back(std::move(front));
    }
    segments_.pop_front();
  }
  const uint64_t written_total = pushed_total_ - queued_bytes_;
  while (!marks_.empty() && marks_.front().end <= written_total) {
    marks_.pop_front();
  }
}

void SendQueue::Clear() {
  segments_.clear();
  marks_.clear();
  queued_bytes_ = 0;
}

std::optional<TimePoint> SendQueue::oldest() const {
  if (marks_.empty()) {
    return std::nullopt;
  }
  return marks_.front().pushed;
}

}  // namespace bulkhead
