// The golden frames, a channel and direction an input, whole and in pieces.
#include <algorithm>

#include "ipc/os/check.h"
#include "tests/fuzz/decoder_input.h"
#include "tests/fuzz/seeds.h"
#include "tests/unit/ipc/golden_frames.h"

namespace bulkhead {
namespace {

// `bytes` in reads of at most `step`, the first one with `descriptors`.
void Append(Bytes& input, const Bytes& bytes, size_t step, size_t descriptors) {
  for (size_t at = 0; at < bytes.size(); at += step) {
    const size_t length = std::min(step, bytes.size() - at);
    BULKHEAD_CHECK(length < DecoderInput::kLongRead);
    input.push_back(static_cast<uint8_t>(length | descriptors << DecoderInput::kDescriptorBits));
    const auto from = bytes.begin() + static_cast<ptrdiff_t>(at);
    input.insert(input.end(), from, from + static_cast<ptrdiff_t>(length));
    descriptors = 0;
  }
}

Bytes Begin(ChannelKind channel, Direction direction, proto::ConnectionState state) {
  return {DecoderInput::First(channel, direction, state)};
}

}  // namespace

Seeds DecoderSeeds() {
  Seeds seeds;
  for (const ChannelKind channel : {ChannelKind::kControl, ChannelKind::kFrames}) {
    for (const Direction direction : {Direction::kDown, Direction::kUp}) {
      for (const proto::ConnectionState state : {proto::CONNECTING, proto::OPEN}) {
        const std::string name = std::string(channel == ChannelKind::kControl ? "control" : "frames") +
                                 (direction == Direction::kDown ? "_down" : "_up") +
                                 (state == proto::OPEN ? "" : "_connecting");
        Bytes whole = Begin(channel, direction, state);
        Bytes pieces = whole;
        for (const GoldenFrame& golden : GoldenFrames()) {
          if (golden.contract().channel == channel && golden.contract().direction == direction && golden.state() == state) {
            Append(whole, golden.bytes(), DecoderInput::kLongRead - 1, golden.descriptors);
            Append(pieces, golden.bytes(), 5, golden.descriptors);
          }
        }
        if (whole.size() > 1) {
          seeds["seed_" + name] = whole;
          seeds["seed_" + name + "_in_pieces"] = pieces;
        }
      }
    }
  }
  return seeds;
}

}  // namespace bulkhead
