// The decoder byte by byte. Each test leaves as many descriptors open as it found.
#include "ipc/frame_decoder.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/support/descriptor_count.h"
#include "tests/support/open_descriptors.h"
#include "tests/unit/ipc/golden_frames.h"

namespace bulkhead {
namespace {

using enum BadMessageRule;

struct Decoded {
  uint16_t number;
  Bytes payload;
  size_t descriptors;
  bool operator==(const Decoded&) const = default;
};

// One receiver: gate and decoder, fed as a socket would.
class Wire {
 public:
  Wire(ChannelKind channel, Direction direction, proto::ConnectionState state = proto::OPEN)
      : gate_(channel, direction), decoder_(gate_) {
    gate_.set_state(state);
  }
  explicit Wire(const GoldenFrame& golden)
      : Wire(golden.contract().channel, golden.contract().direction, golden.state()) {}

  // One read: `bytes` with `descriptors` new ones. Hands out what is whole.
  void Read(const Bytes& bytes, size_t descriptors = 0) {
    const std::span<uint8_t> room = decoder_.Prepare();
    ASSERT_GE(room.size(), bytes.size());
    std::copy(bytes.begin(), bytes.end(), room.begin());
    decoder_.Commit(bytes.size(), OpenDescriptors(descriptors));
    while (auto frame = decoder_.Next(TimePoint{})) {
      EXPECT_EQ(frame->header.length, frame->payload.size());
      EXPECT_EQ(frame->header.descriptors, frame->descriptors.size());
      frames.push_back({frame->header.number, Bytes(frame->payload.begin(), frame->payload.end()),
                        frame->descriptors.size()});
    }
  }
  void set_state(proto::ConnectionState state) { gate_.set_state(state); }
  std::optional<BadMessageRule> violation() const { return decoder_.violation(); }
  bool inside_frame() const { return decoder_.inside_frame(); }

  std::vector<Decoded> frames;

 private:
  MessageGate gate_;
  FrameDecoder decoder_;
};

Decoded Whole(const GoldenFrame& golden) {
  const Bytes bytes = golden.bytes();
  return {golden.contract().number, Bytes(bytes.begin() + kFrameHeaderBytes, bytes.end()), golden.descriptors};
}

class FrameDecoderTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(CountOpenDescriptors(), before_); }

 private:
  const size_t before_ = CountOpenDescriptors();
};

TEST_F(FrameDecoderTest, EachGoldenFrameComesOutWhole) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    Wire wire(golden);
    wire.Read(golden.bytes(), golden.descriptors);
    EXPECT_EQ(wire.violation(), std::nullopt) << golden.contract().name;
    EXPECT_EQ(wire.frames, std::vector{Whole(golden)});
    EXPECT_FALSE(wire.inside_frame());
  }
}

TEST_F(FrameDecoderTest, OneByteAtATime) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    Wire wire(golden);
    const Bytes bytes = golden.bytes();
    for (size_t i = 0; i < bytes.size(); ++i) {
      EXPECT_TRUE(wire.frames.empty());
      EXPECT_EQ(wire.inside_frame(), i > 0);
      wire.Read({bytes[i]}, i == 0 ? golden.descriptors : 0);
    }
    EXPECT_EQ(wire.violation(), std::nullopt);
    EXPECT_EQ(wire.frames, std::vector{Whole(golden)});
  }
}

TEST_F(FrameDecoderTest, CutAtEachByteWaitsForTheRest) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    const Bytes bytes = golden.bytes();
    for (size_t cut = 1; cut < bytes.size(); ++cut) {
      const auto middle = bytes.begin() + static_cast<ptrdiff_t>(cut);
      Wire wire(golden);
      wire.Read(Bytes(bytes.begin(), middle), golden.descriptors);
      EXPECT_TRUE(wire.frames.empty());
      EXPECT_EQ(wire.violation(), std::nullopt);
      EXPECT_TRUE(wire.inside_frame());
      wire.Read(Bytes(middle, bytes.end()));
      EXPECT_EQ(wire.frames, std::vector{Whole(golden)});
    }
  }
}

// A header bit decides which rule breaks; a payload bit is the parser's business, not the decoder's.
TEST_F(FrameDecoderTest, EachBitFlippedIsRefusedOrAnotherLegalFrame) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    const Bytes bytes = golden.bytes();
    const MessageContract& contract = golden.contract();
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      Bytes flipped = bytes;
      flipped[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
      Wire wire(golden);
      wire.Read(flipped, golden.descriptors);
      const auto broken = wire.violation();
      const FrameHeader header = DecodeHeader(flipped.data());
      SCOPED_TRACE(contract.name + " bit " + std::to_string(bit));
      if (bit / 8 >= kFrameHeaderBytes) {
        EXPECT_EQ(broken, std::nullopt);
        EXPECT_EQ(wire.frames.size(), 1U);
      } else if (bit / 8 == 7) {
        EXPECT_EQ(broken, kHeader);
      } else if (bit / 8 == 6) {
        EXPECT_EQ(broken, kDescriptors);
      } else if (bit / 8 >= 4) {
        const bool known = header.number < kMessageNumbers && MessageContracts()[header.number].declared;
        if (!known) {
          EXPECT_EQ(broken, kUnknownMessage);
        } else if (MessageContracts()[header.number].channel != contract.channel ||
                   MessageContracts()[header.number].direction != contract.direction) {
          EXPECT_EQ(broken, kDirection);
        } else {
          // Another message of the same channel: its own limits judge it.
          EXPECT_TRUE(broken || wire.frames.size() == 1);
        }
      } else if (header.length > contract.max_bytes) {
        EXPECT_EQ(broken, kOversize);
      } else if (header.length + kFrameHeaderBytes > bytes.size()) {
        EXPECT_EQ(broken, std::nullopt);  // waits for bytes that do not come
        EXPECT_TRUE(wire.frames.empty());
        EXPECT_TRUE(wire.inside_frame());
      } else {
        // Shorter: the rest is read as the next header.
        EXPECT_EQ(wire.frames.size(), 1U);
        EXPECT_TRUE(broken || wire.inside_frame());
      }
    }
  }
}

// What the contract says of a frame and the same again in the same instant, each with its descriptors.
TEST_F(FrameDecoderTest, DoubledInOneReadIsTakenAsStateAndRateSay) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    const MessageContract& contract = golden.contract();
    for (const auto state : {proto::CONNECTING, proto::OPEN, proto::CLOSING}) {
      SCOPED_TRACE(contract.name + " in state " + std::to_string(state));
      const size_t open = CountOpenDescriptors();
      Wire wire(contract.channel, contract.direction, state);
      wire.Read(golden.bytes() + golden.bytes(), 2 * golden.descriptors);
      EXPECT_EQ(CountOpenDescriptors(), open);
      if ((contract.states & (1U << state)) == 0) {
        EXPECT_EQ(wire.violation(), kState);
        EXPECT_TRUE(wire.frames.empty());
      } else if (contract.per_second > 0 && contract.burst == 1) {
        EXPECT_EQ(wire.violation(), kRate);
        EXPECT_EQ(wire.frames, std::vector{Whole(golden)});
      } else {
        EXPECT_EQ(wire.violation(), std::nullopt);
        EXPECT_EQ(wire.frames, (std::vector{Whole(golden), Whole(golden)}));
      }
    }
  }
}

// The same in words for those that carry descriptors and those that come once, so that no contract changes unseen.
TEST_F(FrameDecoderTest, DoubledCarriersAndThoseThatComeOnce) {
  struct Row {
    const char* name;
    proto::ConnectionState state;
    size_t frames;
    std::optional<BadMessageRule> broken;
  };
  for (const Row& row : std::vector<Row>{
           {"bulkhead.control.Navigate", proto::CONNECTING, 2, std::nullopt},
           {"bulkhead.control.Navigate", proto::OPEN, 2, std::nullopt},
           {"bulkhead.control.Navigate", proto::CLOSING, 0, kState},
           {"bulkhead.control.ResourceReply", proto::CONNECTING, 0, kState},
           {"bulkhead.control.ResourceReply", proto::OPEN, 2, std::nullopt},
           {"bulkhead.control.ResourceReply", proto::CLOSING, 0, kState},
           {"bulkhead.frames.OpenPage", proto::CONNECTING, 2, std::nullopt},
           {"bulkhead.frames.OpenPage", proto::OPEN, 2, std::nullopt},
           {"bulkhead.frames.OpenPage", proto::CLOSING, 0, kState},
           {"bulkhead.control.Hello", proto::CONNECTING, 1, kRate},
           {"bulkhead.control.Hello", proto::OPEN, 0, kState},
           {"bulkhead.frames.FramesHello", proto::CONNECTING, 1, kRate},
           {"bulkhead.frames.FramesHello", proto::OPEN, 0, kState},
           {"bulkhead.control.Goodbye", proto::CONNECTING, 0, kState},
           {"bulkhead.control.Goodbye", proto::OPEN, 1, kRate},
           {"bulkhead.control.Goodbye", proto::CLOSING, 0, kState},
       }) {
    SCOPED_TRACE(std::string(row.name) + " in state " + std::to_string(row.state));
    const GoldenFrame& golden = Golden(row.name);
    const size_t open = CountOpenDescriptors();
    Wire wire(golden.contract().channel, golden.contract().direction, row.state);
    wire.Read(golden.bytes() + golden.bytes(), 2 * golden.descriptors);
    EXPECT_EQ(wire.frames, std::vector(row.frames, Whole(golden)));
    EXPECT_EQ(wire.violation(), row.broken);
    EXPECT_EQ(CountOpenDescriptors(), open);
  }
}

// The receiver has handled the first by then: a second hello is out of state, as is a goodbye behind the goodbye.
TEST_F(FrameDecoderTest, DoubledBehindTheChangeOfStateThatTheFirstBrings) {
  for (const auto& [name, before, after] :
       {std::tuple("bulkhead.control.Hello", proto::CONNECTING, proto::OPEN),
        std::tuple("bulkhead.frames.FramesHello", proto::CONNECTING, proto::OPEN),
        std::tuple("bulkhead.control.Goodbye", proto::OPEN, proto::CLOSING)}) {
    const GoldenFrame& golden = Golden(name);
    Wire wire(golden.contract().channel, golden.contract().direction, before);
    wire.Read(golden.bytes());
    EXPECT_EQ(wire.violation(), std::nullopt) << name;
    wire.set_state(after);
    wire.Read(golden.bytes());
    EXPECT_EQ(wire.violation(), kState) << name;
    EXPECT_EQ(wire.frames, std::vector{Whole(golden)}) << name;
  }
}

// Each of the messages that carry descriptors, twice, with every number of sets but the right one.
TEST_F(FrameDecoderTest, DoubledCarriersWithoutTheSetsOfBoth) {
  size_t carriers = 0;
  for (const GoldenFrame& golden : GoldenFrames()) {
    if (golden.descriptors == 0) {
      continue;
    }
    ++carriers;
    SCOPED_TRACE(golden.contract().name);
    const size_t open = CountOpenDescriptors();
    const Bytes both = golden.bytes() + golden.bytes();
    Wire none(golden);
    none.Read(both);
    EXPECT_EQ(none.violation(), kDescriptors);
    EXPECT_TRUE(none.frames.empty());
    Wire one(golden);
    one.Read(both, golden.descriptors);
    EXPECT_EQ(one.violation(), kDescriptors);
    EXPECT_EQ(one.frames, std::vector{Whole(golden)});
    // More than two frames could own: refused before either is looked at.
    Wire three(golden);
    three.Read(both, 3 * golden.descriptors);
    EXPECT_EQ(three.violation(), kDescriptors);
    EXPECT_TRUE(three.frames.empty());
    // As a socket brings them, a read each; a third without its set is refused.
    Wire apart(golden);
    apart.Read(golden.bytes(), golden.descriptors);
    apart.Read(golden.bytes(), golden.descriptors);
    EXPECT_EQ(apart.violation(), std::nullopt);
    EXPECT_EQ(apart.frames, (std::vector{Whole(golden), Whole(golden)}));
    apart.Read(golden.bytes());
    EXPECT_EQ(apart.violation(), kDescriptors);
    EXPECT_EQ(apart.frames.size(), 2U);
    EXPECT_EQ(CountOpenDescriptors(), open);  // with all four decoders still there
  }
  EXPECT_EQ(carriers, 3U);  // Navigate, ResourceReply, OpenPage
}

TEST_F(FrameDecoderTest, EachOfADoubleHasItsOwnDescriptor) {
  for (const char* name : {"bulkhead.control.Navigate", "bulkhead.control.ResourceReply", "bulkhead.frames.OpenPage"}) {
    const GoldenFrame& golden = Golden(name);
    MessageGate gate(golden.contract().channel, golden.contract().direction);
    gate.set_state(golden.state());
    FrameDecoder decoder(gate);
    const Bytes both = golden.bytes() + golden.bytes();
    std::copy(both.begin(), both.end(), decoder.Prepare().begin());
    const size_t open = CountOpenDescriptors();
    std::vector<UniqueFd> sent = OpenDescriptors(2);
    const std::vector<int> numbers = {sent[0].get(), sent[1].get()};
    decoder.Commit(both.size(), std::move(sent));
    for (const int number : numbers) {
      const auto frame = decoder.Next(TimePoint{});
      ASSERT_TRUE(frame) << name;
      ASSERT_EQ(frame->descriptors.size(), 1U);
      EXPECT_EQ(frame->descriptors[0].get(), number) << name;
    }
    EXPECT_EQ(CountOpenDescriptors(), open) << name;  // gone with their frames
  }
}

TEST_F(FrameDecoderTest, ThePlainFramesOfAReadComeBeforeTheOneWithDescriptors) {
  const GoldenFrame& plain = Golden("bulkhead.control.ClosePage");
  const GoldenFrame& carrying = Golden("bulkhead.control.Navigate");
  Wire wire(carrying);
  wire.Read(plain.bytes() + carrying.bytes(), 1);
  EXPECT_EQ(wire.violation(), std::nullopt);
  EXPECT_EQ(wire.frames, (std::vector{Whole(plain), Whole(carrying)}));
}

TEST_F(FrameDecoderTest, ACutHeaderOwnsItsDescriptorsWhileTheNextFrameBringsMore) {
  const GoldenFrame& carrying = Golden("bulkhead.control.Navigate");
  const Bytes bytes = carrying.bytes();
  Wire wire(carrying);
  wire.Read(Bytes(bytes.begin(), bytes.begin() + 3), 1);
  wire.Read(Bytes(bytes.begin() + 3, bytes.end()) + bytes, 1);
  EXPECT_EQ(wire.violation(), std::nullopt);
  EXPECT_EQ(wire.frames, (std::vector{Whole(carrying), Whole(carrying)}));
}

TEST_F(FrameDecoderTest, SurplusDescriptors) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    for (const size_t surplus : {1U, 2U, 5U, 100U}) {
      Wire wire(golden);
      wire.Read(golden.bytes(), golden.descriptors + surplus);
      EXPECT_EQ(wire.violation(), kDescriptors) << golden.contract().name << " + " << surplus;
    }
  }
}

TEST_F(FrameDecoderTest, DescriptorsInTheMidstOfAFrame) {
  const GoldenFrame& golden = Golden("bulkhead.control.Navigate");
  const Bytes bytes = golden.bytes();
  for (size_t cut = kFrameHeaderBytes; cut < bytes.size() - 1; ++cut) {
    const auto middle = bytes.begin() + static_cast<ptrdiff_t>(cut);
    Wire wire(golden);
    wire.Read(Bytes(bytes.begin(), middle), 1);
    wire.Read(Bytes(middle, middle + 1), 1);
    EXPECT_EQ(wire.violation(), kDescriptors);
  }
}

TEST_F(FrameDecoderTest, MissingDescriptors) {
  const GoldenFrame& golden = Golden("bulkhead.frames.OpenPage");
  Wire wire(golden);
  wire.Read(golden.bytes());
  EXPECT_EQ(wire.violation(), kDescriptors);
  EXPECT_TRUE(wire.frames.empty());
  // They do not come later either.
  Wire later(golden);
  const Bytes bytes = golden.bytes();
  later.Read(Bytes(bytes.begin(), bytes.begin() + 8));
  later.Read(Bytes(bytes.begin() + 8, bytes.end()), 1);
  EXPECT_EQ(later.violation(), kDescriptors);
}

TEST_F(FrameDecoderTest, DescriptorsWithoutABytesOfAHeader) {
  Wire wire(ChannelKind::kControl, Direction::kDown);
  wire.Read(Golden("bulkhead.control.Ping").bytes(), 1);
  EXPECT_EQ(wire.violation(), kDescriptors);
}

// Seven bytes of a header, each with as many descriptors as the kernel sends: refused at the third, not at the seventh.
TEST_F(FrameDecoderTest, DribbledDescriptorsAreBounded) {
  const Bytes bytes = Golden("bulkhead.control.Navigate").bytes();
  Wire wire(Golden("bulkhead.control.Navigate"));
  wire.Read({bytes[0]}, 1);
  wire.Read({bytes[1]}, 1);
  EXPECT_EQ(wire.violation(), std::nullopt);
  wire.Read({bytes[2]}, 1);
  EXPECT_EQ(wire.violation(), kDescriptors);
  // From a renderer, where no message carries any, at once.
  Wire up(ChannelKind::kControl, Direction::kUp);
  up.Read({bytes[0]}, 1);
  EXPECT_EQ(up.violation(), kDescriptors);
}

TEST_F(FrameDecoderTest, AnUnfinishedFrameGivesItsDescriptorsBack) {
  const Bytes bytes = Golden("bulkhead.control.Navigate").bytes();
  for (size_t cut = 1; cut < bytes.size(); ++cut) {
    Wire wire(Golden("bulkhead.control.Navigate"));
    wire.Read(Bytes(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(cut)), 1);
    EXPECT_TRUE(wire.inside_frame());
  }
}

TEST_F(FrameDecoderTest, LengthsAtAndAboveTheLimitAndThoseThatOverflow) {
  const uint16_t title = static_cast<uint16_t>(proto::TITLE_CHANGED);
  const uint32_t limit = MessageContracts()[title].max_bytes;
  Wire fits(ChannelKind::kControl, Direction::kUp);
  fits.Read(Frame1(title, Bytes(limit, 'x')));
  EXPECT_EQ(fits.violation(), std::nullopt);
  EXPECT_EQ(fits.frames.size(), 1U);
  for (const uint32_t length : {limit + 1, 1U << 16, 1U << 31, 0xffff'fff7U, 0xffff'fff8U, 0xffff'ffffU}) {
    Wire wire(ChannelKind::kControl, Direction::kUp);
    wire.Read(RawFrame({length, title, 0, kFrameMagic}));
    EXPECT_EQ(wire.violation(), kOversize) << length;
    EXPECT_TRUE(wire.frames.empty());
  }
}

TEST_F(FrameDecoderTest, LengthZeroIsAnEmptyMessage) {
  Wire wire(ChannelKind::kControl, Direction::kUp);
  wire.Read(Frame1(proto::TITLE_CHANGED) + Frame1(proto::PAGE_LOADED));
  EXPECT_EQ(wire.violation(), std::nullopt);
  EXPECT_EQ(wire.frames, (std::vector<Decoded>{{proto::TITLE_CHANGED, {}, 0}, {proto::PAGE_LOADED, {}, 0}}));
}

TEST_F(FrameDecoderTest, TheFirstFaultIsFinal) {
  const Bytes good = Golden("bulkhead.control.TitleChanged").bytes();
  Wire wire(ChannelKind::kControl, Direction::kUp);
  wire.Read(good + RawFrame({0, 33, 0, 0x00}) + good);
  EXPECT_EQ(wire.frames.size(), 1U);
  EXPECT_EQ(wire.violation(), kHeader);
  wire.Read(good);
  EXPECT_EQ(wire.frames.size(), 1U);
  EXPECT_EQ(wire.violation(), kHeader);
}

// Frames of every size, cut by reads of every size, over many times the buffer: nothing is lost at its wrap.
TEST_F(FrameDecoderTest, LongStreamInReadsOfOddSizes) {
  Wire wire(ChannelKind::kControl, Direction::kDown);
  Bytes stream;
  size_t count = 0;
  for (size_t length = 0; stream.size() < 1'000'000; length = (length + 997) % 16'000, ++count) {
    stream = stream + Frame1(proto::NAVIGATE, Bytes(length, static_cast<uint8_t>(count)));
  }
  size_t step = 1;
  for (size_t at = 0; at < stream.size(); at += step) {
    step = std::min<size_t>(step * 7 % 65'521 + 1, stream.size() - at);
    const auto from = stream.begin() + static_cast<ptrdiff_t>(at);
    wire.Read(Bytes(from, from + static_cast<ptrdiff_t>(step)));
  }
  ASSERT_EQ(wire.violation(), std::nullopt);
  ASSERT_EQ(wire.frames.size(), count);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_EQ(wire.frames[i].payload, Bytes(i * 997 % 16'000, static_cast<uint8_t>(i)));
  }
  EXPECT_FALSE(wire.inside_frame());
}

TEST_F(FrameDecoderTest, DroppingDescriptorsClosesThoseOfAFrameToCome) {
  MessageGate gate(ChannelKind::kControl, Direction::kDown);
  gate.set_state(proto::OPEN);
  FrameDecoder decoder(gate);
  const Bytes bytes = Golden("bulkhead.control.Navigate").bytes();
  std::memcpy(decoder.Prepare().data(), bytes.data(), 9);
  const size_t open = CountOpenDescriptors();
  decoder.Commit(9, OpenDescriptors(1));
  EXPECT_FALSE(decoder.Next(TimePoint{}).has_value());
  EXPECT_EQ(CountOpenDescriptors(), open + 1);
  decoder.DropDescriptors();
  EXPECT_EQ(CountOpenDescriptors(), open);
}

}  // namespace
}  // namespace bulkhead
