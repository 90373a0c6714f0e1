#include "ipc/parse_payload.h"

#include <gtest/gtest.h>

#include "proto/control.pb.h"
#include "proto/frames.pb.h"
#include "tests/unit/ipc/wire_bytes.h"

namespace bulkhead {
namespace {

using enum BadMessageRule;

template <class Message>
std::optional<BadMessageRule> Parse(const Bytes& payload, Direction direction = Direction::kUp) {
  Message message;
  return ParsePayload(payload, direction, message);
}

TEST(ParsePayload, AnEmptyPayloadIsAMessageOfDefaults) {
  control::Pong pong;
  pong.set_nonce(3);
  EXPECT_EQ(ParsePayload({}, Direction::kUp, pong), std::nullopt);
  EXPECT_EQ(pong.nonce(), 0U);
}

TEST(ParsePayload, NotProtobuf) {
  EXPECT_EQ(Parse<control::Pong>(FromHex("ff ff ff ff")), kParse);
  EXPECT_EQ(Parse<control::Pong>(FromHex("08")), kParse);                                // a tag without its value
  EXPECT_EQ(Parse<control::Pong>(FromHex("08 80 80 80 80 80 80 80 80 80 80 01")), kParse);  // a varint of 11 bytes
  EXPECT_EQ(Parse<control::TitleChanged>(FromHex("12 05 61")), kParse);                  // a string past the end
  EXPECT_EQ(Parse<control::TitleChanged>(FromHex("12 ff ff ff ff 0f")), kParse);         // ... of 4 GiB
  EXPECT_EQ(Parse<control::Pong>(FromHex("00 01")), kParse);                             // field number 0
  EXPECT_EQ(Parse<control::Pong>(FromHex("0c")), kParse);                                // end of a group never begun
  EXPECT_EQ(Parse<control::Pong>(FromHex("0e")), kParse);                                // wire type 6
}

TEST(ParsePayload, TextThatIsNotUtf8) {
  EXPECT_EQ(Parse<control::TitleChanged>(FromHex("12 01 ff")), kParse);
  EXPECT_EQ(Parse<control::TitleChanged>(FromHex("12 02 c3 bc")), std::nullopt);
  EXPECT_EQ(Parse<control::TitleChanged>(FromHex("12 03 ed a0 80")), kParse);  // a lone surrogate
}

TEST(ParsePayload, APeerWritesNothingToOurLog) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(Parse<control::TitleChanged>(FromHex("12 01 ff")), kParse);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(ParsePayload, UnknownFieldsAreRefusedFromBelowOnly) {
  const Bytes unknown = FromHex("08 01 78 01");  // field 15
  EXPECT_EQ(Parse<control::Pong>(unknown), kUnknownFields);
  EXPECT_EQ(Parse<control::Ping>(unknown, Direction::kDown), std::nullopt);
}

TEST(ParsePayload, AKnownFieldOfAnotherTypeIsUnknown) {
  EXPECT_EQ(Parse<control::Pong>(FromHex("0d 01 00 00 00")), kUnknownFields);  // nonce as fixed32
}

TEST(ParsePayload, UnknownFieldsInsideAListedMessage) {
  EXPECT_EQ(Parse<frames::Pong>(FromHex("12 02 08 07")), std::nullopt);
  EXPECT_EQ(Parse<frames::Pong>(FromHex("12 04 08 07 78 01")), kUnknownFields);
  EXPECT_EQ(Parse<frames::Pong>(FromHex("12 02 08 07 12 02 78 01")), kUnknownFields);
}

TEST(ParsePayload, NestingIsBounded) {
  const auto groups = [](size_t depth) {
    return Bytes(depth, 0x7b) + Bytes(depth, 0x7c);  // field 15, begun and ended `depth` times
  };
  EXPECT_EQ(Parse<control::Ping>(groups(kParseRecursion), Direction::kDown), std::nullopt);
  EXPECT_EQ(Parse<control::Ping>(groups(kParseRecursion + 1), Direction::kDown), kParse);
  EXPECT_EQ(Parse<control::Ping>(groups(30'000), Direction::kDown), kParse);
  EXPECT_EQ(Parse<control::Pong>(groups(1)), kUnknownFields);
}

TEST(ParsePayload, WhatWasInTheMessageIsGone) {
  control::TitleChanged title;
  title.set_text("old");
  EXPECT_EQ(ParsePayload(FromHex("08 07"), Direction::kUp, title), std::nullopt);
  EXPECT_EQ(title.text(), "");
  EXPECT_EQ(title.page(), 7U);
}

}  // namespace
}  // namespace bulkhead
