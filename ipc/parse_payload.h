// A frame's payload as a protobuf message, as strictly as a hostile peer needs. No I/O.
#ifndef BULKHEAD_IPC_PARSE_PAYLOAD_H_
#define BULKHEAD_IPC_PARSE_PAYLOAD_H_

#include <cstdint>
#include <optional>
#include <span>

#include <google/protobuf/message.h>

#include "ipc/bad_message.h"
#include "ipc/message_table.h"

namespace bulkhead {

// Nesting of messages (and of unknown groups): ours need three.
inline constexpr int kParseRecursion = 16;

// Fills `message`; kParse or kUnknownFields otherwise. Trust runs downhill: only what comes up is held to the schema's very
// fields.
std::optional<BadMessageRule> ParsePayload(std::span<const uint8_t> payload,
                                           Direction direction,
                                           google::protobuf::Message& message);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_PARSE_PAYLOAD_H_
