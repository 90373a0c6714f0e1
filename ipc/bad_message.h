// Why a peer's bytes were refused: a number that logs, tests and users can rely on. Numbers are never reused.
#ifndef BULKHEAD_IPC_BAD_MESSAGE_H_
#define BULKHEAD_IPC_BAD_MESSAGE_H_

#include <string_view>

namespace bulkhead {

enum class BadMessageRule {
  kHeader = 1,         // magic byte wrong
  kUnknownMessage = 2, // number not declared
  kDirection = 3,      // declared, but not for this channel and direction
  kOversize = 4,       // payload above the message's own limit
  kState = 5,          // not allowed in this state of the connection
  kRate = 6,           // faster than declared
  kDescriptors = 7,    // surplus, missing or undeclared descriptors
  kParse = 8,          // not that protobuf message, or nested too deeply
  kUnknownFields = 9,  // fields that the schema does not have
  kTruncated = 10,     // the stream ended inside a frame
  kChannelClosed = 11, // the channel ended, the process did not
  kField = 12,         // a field out of its range
  kId = 13,            // page, request or nonce that was never given
  kFrame = 14,         // a buffer that is not the renderer's, a sequence that does not follow
  kBuild = 15,         // Hello from another build
};

// "header", "unknown message", ...
std::string_view NameOf(BadMessageRule rule);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_BAD_MESSAGE_H_
