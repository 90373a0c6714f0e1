#include "ipc/frame_decoder.h"

#include <cstring>
#include <iterator>

#include "ipc/os/check.h"

namespace bulkhead {

FrameDecoder::FrameDecoder(MessageGate& gate) : gate_(gate), buffer_(new uint8_t[kBufferBytes]) {}

std::span<uint8_t> FrameDecoder::Prepare() {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (kBufferBytes - end_ < kBufferBytes / 2) {
    // Less than one frame is left (else Next() had more), so what is free behind it is at least half.
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  BULKHEAD_CHECK(kBufferBytes - end_ >= kBufferBytes / 2);
  return {buffer_.get() + end_, kBufferBytes - end_};
}

void FrameDecoder::Commit(size_t bytes, std::vector<UniqueFd> descriptors) {
  BULKHEAD_CHECK(bytes <= kBufferBytes - end_);
  end_ += bytes;
  unclaimed_.insert(unclaimed_.end(), std::make_move_iterator(descriptors.begin()),
                    std::make_move_iterator(descriptors.end()));
  // One frame whose header is cut in two, and one that follows it in the next read: nobody honest holds more.
  if (unclaimed_.size() > 2 * gate_.max_descriptors()) {
    Fail(BadMessageRule::kDescriptors);
  }
}

void FrameDecoder::DropDescriptors() {
  claimed_.clear();
  unclaimed_.clear();
}

std::optional<Frame> FrameDecoder::Fail(BadMessageRule rule) {
  violation_ = rule;
  DropDescriptors();
  return std::nullopt;
}

std::optional<Frame> FrameDecoder::Next(TimePoint now) {
  if (violation_) {
    return std::nullopt;
  }
  if (!admitted_) {
    if (end_ - begin_ < kFrameHeaderBytes) {
      // A cut header may own the descriptors that came with its first bytes; nothing at all may not.
      return begin_ == end_ && !unclaimed_.empty() ? Fail(BadMessageRule::kDescriptors) : std::nullopt;
    }
    const FrameHeader header = DecodeHeader(buffer_.get() + begin_);
    if (const auto broken = gate_.Admit(header, now)) {
      return Fail(*broken);
    }
    if (unclaimed_.size() < header.descriptors) {
      return Fail(BadMessageRule::kDescriptors);
    }
    const auto last = unclaimed_.begin() + header.descriptors;
    claimed_.assign(std::make_move_iterator(unclaimed_.begin()), std::make_move_iterator(last));
    unclaimed_.erase(unclaimed_.begin(), last);
    admitted_ = header;
  }
  const size_t whole = kFrameHeaderBytes + admitted_->length;
  if (end_ - begin_ < whole) {
    // The rest of this frame is still to come: no later header is here that could own what is left.
    return unclaimed_.empty() ? std::nullopt : Fail(BadMessageRule::kDescriptors);
  }
  Frame frame;
  frame.header = *admitted_;
  frame.payload = {buffer_.get() + begin_ + kFrameHeaderBytes, admitted_->length};
  frame.descriptors = std::move(claimed_);
  claimed_.clear();
  admitted_.reset();
  begin_ += whole;
  return frame;
}

}  // namespace bulkhead
