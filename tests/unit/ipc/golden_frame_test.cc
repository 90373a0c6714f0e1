// Each message as it stands on the wire, both ways.
#include <fstream>
#include <iterator>
#include <set>

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "ipc/parse_payload.h"
#include "ipc/send_queue.h"
#include "tests/support/descriptor_count.h"
#include "tests/support/open_descriptors.h"
#include "tests/unit/ipc/golden_frames.h"

namespace bulkhead {
namespace {

TEST(GoldenFrame, EachMessageEncodesToItsBytes) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    SendQueue queue;
    queue.Push(golden.contract(), *golden.message, OpenDescriptors(golden.descriptors), TimePoint{});
    const SendQueue::Chunk chunk = queue.Front();
    EXPECT_EQ(ToHex(Bytes(chunk.bytes.begin(), chunk.bytes.end())), golden.hex) << golden.contract().name;
    EXPECT_EQ(chunk.descriptors.size(), golden.descriptors);
  }
}

TEST(GoldenFrame, EachMessageDecodesFromItsBytes) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    const Bytes bytes = golden.bytes();
    const FrameHeader header = DecodeHeader(bytes.data());
    EXPECT_EQ(header.length, bytes.size() - kFrameHeaderBytes);
    EXPECT_EQ(header.number, golden.contract().number);
    EXPECT_EQ(header.descriptors, golden.descriptors);
    EXPECT_EQ(header.magic, kFrameMagic);
    const std::unique_ptr<google::protobuf::Message> message(golden.message->New());
    const auto payload = std::span(bytes).subspan(kFrameHeaderBytes);
    EXPECT_EQ(ParsePayload(payload, golden.contract().direction, *message), std::nullopt);
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*message, *golden.message));
  }
}

// The frame that people see explained is a real one.
TEST(GoldenFrame, TheReadmeShowsTheBytesOfNavigate) {
  std::ifstream file(BULKHEAD_SOURCE_DIR "/ipc/README.md");
  const std::string readme((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_NE(readme.find("\n" + Golden("bulkhead.control.Navigate").hex + "\n"), std::string::npos)
      << "ipc/README.md should show: " << Golden("bulkhead.control.Navigate").hex;
}

TEST(GoldenFrame, TheReadmeNamesEachRule) {
  std::ifstream file(BULKHEAD_SOURCE_DIR "/ipc/README.md");
  const std::string readme((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (int number = 1; NameOf(static_cast<BadMessageRule>(number)) != "unknown rule"; ++number) {
    const std::string row =
        "| " + std::to_string(number) + " | " + std::string(NameOf(static_cast<BadMessageRule>(number))) + " |";
    EXPECT_NE(readme.find(row), std::string::npos) << row;
  }
}

TEST(GoldenFrame, ThereIsOneOfEachDeclaredMessage) {
  std::set<uint16_t> golden;
  for (const GoldenFrame& frame : GoldenFrames()) {
    EXPECT_TRUE(golden.insert(frame.contract().number).second) << frame.contract().name;
  }
  for (const MessageContract& contract : MessageContracts()) {
    EXPECT_TRUE(!contract.declared || golden.contains(contract.number)) << contract.name;
  }
}

// The payload cut at each byte is either refused or a shorter message of the same kind; never a crash.
TEST(GoldenFrame, PayloadCutAtEachByteAndEachBitFlippedParsesOrIsRefused) {
  for (const GoldenFrame& golden : GoldenFrames()) {
    const Bytes whole = golden.bytes();
    const Bytes payload(whole.begin() + kFrameHeaderBytes, whole.end());
    const std::unique_ptr<google::protobuf::Message> message(golden.message->New());
    size_t refused = 0;
    const auto parse = [&](const Bytes& bytes) {
      const auto broken = ParsePayload(bytes, Direction::kUp, *message);
      if (broken) {
        EXPECT_TRUE(*broken == BadMessageRule::kParse || *broken == BadMessageRule::kUnknownFields);
        ++refused;
      }
    };
    for (size_t cut = 0; cut < payload.size(); ++cut) {
      parse(Bytes(payload.begin(), payload.begin() + static_cast<ptrdiff_t>(cut)));
    }
    for (size_t bit = 0; bit < payload.size() * 8; ++bit) {
      Bytes flipped = payload;
      flipped[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
      parse(flipped);
    }
    EXPECT_EQ(refused == 0, payload.empty()) << golden.contract().name;
  }
}

}  // namespace
}  // namespace bulkhead
