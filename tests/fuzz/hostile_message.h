// HostileMessage: any message that goes up, filled from an input by what its descriptor says: a new message in proto/ is
// fuzzed without a word here.
#ifndef BULKHEAD_TESTS_FUZZ_HOSTILE_MESSAGE_H_
#define BULKHEAD_TESTS_FUZZ_HOSTILE_MESSAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ipc/message_table.h"
#include "tests/fuzz/fuzz_input.h"

namespace bulkhead {

// What the browser would expect next.
struct HonestValues {
  uint32_t page = 0;
  uint32_t document = 0;
  uint64_t control_nonce = 0;
  uint64_t frames_nonce = 0;
  uint64_t sequence = 0;
  std::string build;
};

struct HostileMessage {
  const MessageContract* contract = nullptr;
  std::vector<uint8_t> payload;

  static HostileMessage Read(FuzzInput& input, const HonestValues& honest);
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_FUZZ_HOSTILE_MESSAGE_H_
