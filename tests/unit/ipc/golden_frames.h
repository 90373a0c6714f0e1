// One frame of each message type, whole, as bytes. They are the wire: a change here is a change of the protocol.
#ifndef BULKHEAD_TESTS_UNIT_IPC_GOLDEN_FRAMES_H_
#define BULKHEAD_TESTS_UNIT_IPC_GOLDEN_FRAMES_H_

#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/message.h>

#include "ipc/message_table.h"
#include "tests/unit/ipc/wire_bytes.h"

namespace bulkhead {

struct GoldenFrame {
  std::shared_ptr<const google::protobuf::Message> message;
  size_t descriptors = 0;
  std::string hex;  // as tests/unit/ipc/golden_frames.cc spells it

  const MessageContract& contract() const;
  Bytes bytes() const { return FromHex(hex); }
  // A state in which the receiver takes it.
  proto::ConnectionState state() const;
};

const std::vector<GoldenFrame>& GoldenFrames();

// The one whose message is `name` ("bulkhead.control.Navigate").
const GoldenFrame& Golden(const std::string& name);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_IPC_GOLDEN_FRAMES_H_
