// The fixed header in front of every message on a stream channel. Eight bytes, little-endian:
//
//   0        4       6             7        8
//   | length | number | descriptors | 0xB7  | payload ...
//
// `length` is that of the payload alone; the payload is the protobuf message `number` names (proto/options.proto).
#ifndef BULKHEAD_IPC_FRAME_HEADER_H_
#define BULKHEAD_IPC_FRAME_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace bulkhead {

inline constexpr size_t kFrameHeaderBytes = 8;
inline constexpr uint8_t kFrameMagic = 0xB7;
// No message declares more (a unit test holds proto/ to it): the receive buffer holds one such frame.
inline constexpr size_t kMaxPayloadBytes = 64 * 1024 - kFrameHeaderBytes;

struct FrameHeader {
  uint32_t length = 0;
  uint16_t number = 0;
  uint8_t descriptors = 0;
  uint8_t magic = kFrameMagic;
};

constexpr std::array<uint8_t, kFrameHeaderBytes> EncodeHeader(const FrameHeader& header) {
  return {static_cast<uint8_t>(header.length),
          static_cast<uint8_t>(header.length >> 8),
          static_cast<uint8_t>(header.length >> 16),
          static_cast<uint8_t>(header.length >> 24),
          static_cast<uint8_t>(header.number),
          static_cast<uint8_t>(header.number >> 8),
          header.descriptors,
          header.magic};
}

// `bytes` points at kFrameHeaderBytes bytes.
constexpr FrameHeader DecodeHeader(const uint8_t* bytes) {
  FrameHeader header;
  header.length = static_cast<uint32_t>(bytes[0]) | static_cast<uint32_t>(bytes[1]) << 8 |
                  static_cast<uint32_t>(bytes[2]) << 16 | static_cast<uint32_t>(bytes[3]) << 24;
  header.number = static_cast<uint16_t>(bytes[4] | bytes[5] << 8);
  header.descriptors = bytes[6];
  header.magic = bytes[7];
  return header;
}

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_FRAME_HEADER_H_
