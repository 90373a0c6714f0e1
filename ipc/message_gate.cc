#include "ipc/message_gate.h"

#include <algorithm>

namespace bulkhead {

MessageGate::MessageGate(ChannelKind channel, Direction receives) : channel_(channel), receives_(receives) {
  for (const MessageContract& contract : MessageContracts()) {
    if (contract.declared && contract.channel == channel && contract.direction == receives) {
      max_descriptors_ = std::max<size_t>(max_descriptors_, contract.max_descriptors);
    }
  }
}

std::optional<BadMessageRule> MessageGate::Admit(const FrameHeader& header, TimePoint now) {
  if (header.magic != kFrameMagic) {
    return BadMessageRule::kHeader;
  }
  if (header.number >= kMessageNumbers) {
    return BadMessageRule::kUnknownMessage;
  }
  const MessageContract& contract = MessageContracts()[header.number];
  if (!contract.declared) {
    return BadMessageRule::kUnknownMessage;
  }
  if (contract.channel != channel_ || contract.direction != receives_) {
    return BadMessageRule::kDirection;
  }
  if (header.length > contract.max_bytes) {
    return BadMessageRule::kOversize;
  }
  if (header.descriptors < contract.min_descriptors || header.descriptors > contract.max_descriptors) {
    return BadMessageRule::kDescriptors;
  }
  if ((contract.states & (1U << state_)) == 0) {
    return BadMessageRule::kState;
  }
  if (contract.per_second > 0 && !TakeToken(contract, now)) {
    return BadMessageRule::kRate;
  }
  return std::nullopt;
}

bool MessageGate::TakeToken(const MessageContract& contract, TimePoint now) {
  Bucket& bucket = buckets_[contract.number];
  if (bucket.tokens < 0) {
    bucket.tokens = contract.burst;
  } else {
    const double seconds = std::chrono::duration<double>(now - bucket.filled).count();
    bucket.tokens = std::min<double>(contract.burst, bucket.tokens + seconds * contract.per_second);
  }
  bucket.filled = now;
  if (bucket.tokens < 1) {
    return false;
  }
  bucket.tokens -= 1;
  return true;
}

}  // namespace bulkhead
