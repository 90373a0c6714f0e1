// DecoderInput: what the bytes of one input of the frame decoder's fuzzer mean. Which end of which channel reads, then reads:
// how long each is, and how many descriptors came with it.
#ifndef BULKHEAD_TESTS_FUZZ_DECODER_INPUT_H_
#define BULKHEAD_TESTS_FUZZ_DECODER_INPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ipc/message_table.h"
#include "tests/fuzz/fuzz_input.h"

namespace bulkhead {

struct DecoderInput {
  struct Read {
    std::span<const uint8_t> bytes;
    size_t descriptors = 0;
  };

  ChannelKind channel = ChannelKind::kControl;
  Direction direction = Direction::kDown;
  proto::ConnectionState state = proto::CONNECTING;
  std::vector<Read> reads;

  bool with_descriptors() const {
    return std::ranges::any_of(reads, [](const Read& read) { return read.descriptors > 0; });
  }

  // A read begins with a byte of its length and descriptors; this many say that two bytes of length follow.
  static constexpr uint8_t kLongRead = 0x3f;
  static constexpr uint8_t kDescriptorBits = 6;
  static constexpr uint8_t First(ChannelKind channel, Direction direction, proto::ConnectionState state) {
    return static_cast<uint8_t>((channel == ChannelKind::kFrames ? 1 : 0) | (direction == Direction::kUp ? 2 : 0) |
                                (state - proto::CONNECTING) << 2);
  }

  static DecoderInput Parse(std::span<const uint8_t> bytes) {
    FuzzInput input(bytes);
    DecoderInput parsed;
    const uint8_t first = input.Byte();
    parsed.channel = (first & 1) != 0 ? ChannelKind::kFrames : ChannelKind::kControl;
    parsed.direction = (first & 2) != 0 ? Direction::kUp : Direction::kDown;
    parsed.state = static_cast<proto::ConnectionState>(proto::CONNECTING + (first >> 2) % 3);
    while (!input.empty()) {
      const uint8_t head = input.Byte();
      const size_t length = (head & kLongRead) == kLongRead ? input.Short() : head & kLongRead;
      parsed.reads.push_back({input.Take(length), static_cast<size_t>(head >> kDescriptorBits)});
    }
    return parsed;
  }
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_FUZZ_DECODER_INPUT_H_
