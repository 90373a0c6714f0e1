#include "browser/cli/live/keys.h"

#include <gmock/gmock.h>

namespace bulkhead {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Key Text(char32_t character) { return {Key::Kind::kText, character}; }
Key Of(Key::Kind kind) { return {kind, 0}; }

TEST(KeyDecoderTest, CharactersAreThemselvesBeyondAsciiToo) {
  KeyDecoder decoder;
  EXPECT_THAT(decoder.Feed("k?"), ElementsAre(Text('k'), Text('?')));
  EXPECT_THAT(decoder.Feed("ü€😀"), ElementsAre(Text(0xFC), Text(0x20AC), Text(0x1F600)));
}

TEST(KeyDecoderTest, EveryTerminalsWayToSayHome) {
  for (const char* bytes : {"\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"}) {
    KeyDecoder decoder;
    EXPECT_THAT(decoder.Feed(bytes), ElementsAre(Of(Key::Kind::kHome))) << bytes + 1;
  }
}

TEST(KeyDecoderTest, AKeyCutAtEachByteIsOneKey) {
  for (const std::string bytes : {"\x1b[5~", "\x1b[A", "\xE2\x82\xAC"}) {
    KeyDecoder decoder;
    std::vector<Key> keys;
    for (const char byte : bytes) {
      EXPECT_THAT(keys, IsEmpty());
      keys = decoder.Feed({&byte, 1});
    }
    EXPECT_EQ(keys.size(), 1u);
    EXPECT_FALSE(decoder.waiting());
  }
}

TEST(KeyDecoderTest, AnEscapeAloneIsTheKeyOnceNothingFollows) {
  KeyDecoder decoder;
  EXPECT_THAT(decoder.Feed("\x1b"), IsEmpty());
  EXPECT_TRUE(decoder.waiting());
  EXPECT_THAT(decoder.Flush(), ElementsAre(Of(Key::Kind::kEscape)));
  EXPECT_FALSE(decoder.waiting());
  EXPECT_THAT(decoder.Feed("\x1bk"), ElementsAre(Of(Key::Kind::kEscape), Text('k')));
}

TEST(KeyDecoderTest, SequencesThatNobodyKnowsAreSwallowedWhole) {
  KeyDecoder decoder;
  EXPECT_THAT(decoder.Feed("\x1b[1;5Ck"), ElementsAre(Text('k')));       // Ctrl and right
  EXPECT_THAT(decoder.Feed("\x1b[200~x"), ElementsAre(Text('x')));       // a paste begins
  EXPECT_THAT(decoder.Feed("\x01\x02z\x7f\t\r"), ElementsAre(Text('z'), Of(Key::Kind::kBackspace), Of(Key::Kind::kTab),
                                                             Of(Key::Kind::kEnter)));
}

TEST(KeyDecoderTest, WhatIsNoUtf8IsAReplacementCharacter) {
  KeyDecoder decoder;
  EXPECT_THAT(decoder.Feed("\xffk"), testing::SizeIs(testing::Ge(1u)));
  EXPECT_THAT(decoder.Feed("k"), testing::Contains(Text('k')));
}

}  // namespace
}  // namespace bulkhead
