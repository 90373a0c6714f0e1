// The mark of a planted secret. `bulkhead probe` plants texts that begin with it in the browser's memory and environment and
// in a sibling's page; a probing renderer looks for it in all of its own memory. Only its complement is ever written down,
// so that whoever looks for it does not hold it.
#ifndef BULKHEAD_IPC_PROBE_CANARY_H_
#define BULKHEAD_IPC_PROBE_CANARY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace bulkhead {

inline constexpr size_t kCanaryMarkBytes = 16;
// Random once: 16 printable bytes, each complemented.
inline constexpr std::array<uint8_t, kCanaryMarkBytes> kCanaryMarkComplement = {
    0xb4, 0xc8, 0x88, 0xce, 0xaf, 0x8f, 0xc6, 0x9a, 0xa6, 0xcd, 0xac, 0xc9, 0x95, 0xbd, 0xc7, 0x87};

// For the planter. `suffix` tells one secret from another.
inline std::string MakeCanary(const std::string& suffix) {
  std::string text;
  for (const uint8_t byte : kCanaryMarkComplement) {
    text.push_back(static_cast<char>(~byte));
  }
  return text + suffix;
}

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_PROBE_CANARY_H_
