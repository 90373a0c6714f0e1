#include "ipc/send_queue.h"

#include <cstring>

#include "ipc/frame_header.h"
#include "ipc/os/check.h"

namespace bulkhead {

SendQueue::Segment& SendQueue::SegmentFor(size_t bytes, bool has_descriptors, TimePoint now) {
  if (segments_.empty() || has_descriptors || segments_.back().bytes.size() + bytes > kSegmentBytes) {
    Segment& fresh = segments_.emplace_back();
    fresh.bytes = std::move(spare_);
    fresh.bytes.clear();
    fresh.pushed = now;
    return fresh;
  }
  return segments_.back();
}

void SendQueue::Push(const MessageContract& contract,
                     const google::protobuf::MessageLite& message,
                     std::vector<UniqueFd> descriptors,
                     TimePoint now) {
  const size_t length = message.ByteSizeLong();
  BULKHEAD_CHECK(length <= contract.max_bytes);
  BULKHEAD_CHECK(descriptors.size() >= contract.min_descriptors && descriptors.size() <= contract.max_descriptors);
  const size_t whole = kFrameHeaderBytes + length;
  Segment& segment = SegmentFor(whole, !descriptors.empty(), now);
  FrameHeader header;
  header.length = static_cast<uint32_t>(length);
  header.number = contract.number;
  header.descriptors = static_cast<uint8_t>(descriptors.size());
  const size_t at = segment.bytes.size();
  segment.bytes.resize(at + whole);
  const auto encoded = EncodeHeader(header);
  std::memcpy(segment.bytes.data() + at, encoded.data(), encoded.size());
  message.SerializeWithCachedSizesToArray(segment.bytes.data() + at + kFrameHeaderBytes);
  if (!descriptors.empty()) {
    segment.descriptors = std::move(descriptors);
  }
  queued_bytes_ += whole;
}

void SendQueue::PushRaw(std::span<const uint8_t> bytes, TimePoint now) {
  Segment& segment = SegmentFor(bytes.size(), false, now);
  segment.bytes.insert(segment.bytes.end(), bytes.begin(), bytes.end());
  queued_bytes_ += bytes.size();
}

SendQueue::Chunk SendQueue::Front() const {
  if (segments_.empty()) {
    return {};
  }
  const Segment& front = segments_.front();
  Chunk chunk;
  chunk.bytes = std::span(front.bytes).subspan(front.written);
  if (front.written == 0) {
    chunk.descriptors = front.descriptors;
  }
  return chunk;
}

void SendQueue::Pop(size_t bytes) {
  BULKHEAD_CHECK(!segments_.empty());
  Segment& front = segments_.front();
  BULKHEAD_CHECK(bytes > 0 && front.written + bytes <= front.bytes.size());
  front.written += bytes;
  front.descriptors.clear();
  queued_bytes_ -= bytes;
  if (front.written == front.bytes.size()) {
    spare_ = std::move(front.bytes);
    segments_.pop_front();
  }
}

std::optional<TimePoint> SendQueue::oldest() const {
  if (segments_.empty()) {
    return std::nullopt;
  }
  return segments_.front().pushed;
}

}  // namespace bulkhead
