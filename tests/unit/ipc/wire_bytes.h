// Bytes as a person reads them: "0c 00 00 00", and frames of any kind, also wrong ones.
#ifndef BULKHEAD_TESTS_UNIT_IPC_WIRE_BYTES_H_
#define BULKHEAD_TESTS_UNIT_IPC_WIRE_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/frame_header.h"

namespace bulkhead {

using Bytes = std::vector<uint8_t>;

inline std::string ToHex(const Bytes& bytes) {
  std::string text;
  for (const uint8_t byte : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += text.empty() ? "" : " ";
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

inline Bytes FromHex(std::string_view text) {
  Bytes bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    while (text[i] == ' ') {
      ++i;
    }
    bytes.push_back(static_cast<uint8_t>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

// A header as given, followed by `payload`; length 0 payload bytes need not match the header.
inline Bytes RawFrame(const FrameHeader& header, const Bytes& payload = {}) {
  const auto encoded = EncodeHeader(header);
  Bytes bytes(encoded.begin(), encoded.end());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

inline Bytes Frame1(uint16_t number, const Bytes& payload = {}, uint8_t descriptors = 0) {
  return RawFrame({static_cast<uint32_t>(payload.size()), number, descriptors, kFrameMagic}, payload);
}

inline Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_IPC_WIRE_BYTES_H_
