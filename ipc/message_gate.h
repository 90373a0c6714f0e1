// MessageGate: the one check on what arrives, made on the header before a byte of payload is kept. Number, direction,
// size, descriptor count, state of the connection and rate, all from the contracts in proto/. One gate a channel end;
// time is passed in; no I/O.
#ifndef BULKHEAD_IPC_MESSAGE_GATE_H_
#define BULKHEAD_IPC_MESSAGE_GATE_H_

#include <array>
#include <cstddef>
#include <optional>

#include "ipc/bad_message.h"
#include "ipc/frame_header.h"
#include "ipc/message_table.h"
#include "ipc/os/clock.h"

namespace bulkhead {

class MessageGate {
 public:
  // `receives`: the direction of the messages that arrive here (the browser receives kUp).
  MessageGate(ChannelKind channel, Direction receives);

  // The rule that `header` breaks, if any. A frame that passes has taken its token of the rate.
  std::optional<BadMessageRule> Admit(const FrameHeader& header, TimePoint now);

  // Moved by the receiver as it handles the peer's Hello and Goodbye.
  void set_state(proto::ConnectionState state) { state_ = state; }
  proto::ConnectionState state() const { return state_; }
  Direction receives() const { return receives_; }
  // The most descriptors that any one message to this end may carry: 0 for whoever receives from a renderer.
  size_t max_descriptors() const { return max_descriptors_; }

 private:
  struct Bucket {
    double tokens = -1;  // negative: never used, that is full
    TimePoint filled{};
  };
  bool TakeToken(const MessageContract& contract, TimePoint now);

  const ChannelKind channel_;
  const Direction receives_;
  size_t max_descriptors_ = 0;
  proto::ConnectionState state_ = proto::CONNECTING;
  std::array<Bucket, kMessageNumbers> buckets_{};
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_MESSAGE_GATE_H_
