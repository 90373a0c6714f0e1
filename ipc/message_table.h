// The contracts of proto/, read once from the message options: who may send which number, how large, how often, when.
// Immutable after construction; any thread. No transport, no Asio.
#ifndef BULKHEAD_IPC_MESSAGE_TABLE_H_
#define BULKHEAD_IPC_MESSAGE_TABLE_H_

#include <array>
#include <cstdint>
#include <string>

#include <google/protobuf/descriptor.h>

#include "proto/options.pb.h"

namespace bulkhead {

enum class ChannelKind { kControl, kFrames };
enum class Direction { kDown, kUp };  // down: browser -> renderer

struct MessageContract {
  bool declared = false;
  uint16_t number = 0;
  ChannelKind channel = ChannelKind::kControl;
  Direction direction = Direction::kDown;
  uint32_t max_bytes = 0;
  uint8_t min_descriptors = 0;
  uint8_t max_descriptors = 0;
  double per_second = 0;  // 0: no limit (messages down)
  uint32_t burst = 0;
  uint32_t states = 0;    // bit 1 << proto::ConnectionState
  std::string name;       // full protobuf name
};

inline constexpr size_t kMessageNumbers = 128;

// The table of every message in proto/. Built at first use (allocates: in the renderer that is init's warm-up).
const std::array<MessageContract, kMessageNumbers>& MessageContracts();

// The contract that `descriptor`'s message declares; CHECKs that there is one.
MessageContract ReadContract(const google::protobuf::Descriptor& descriptor);

template <class Message>
const MessageContract& ContractOf() {
  static const MessageContract& contract = MessageContracts()[ReadContract(*Message::descriptor()).number];
  return contract;
}

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_MESSAGE_TABLE_H_
