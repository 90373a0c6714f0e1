#include "renderer/threads/wire_text.h"

#include <string>

#include <gtest/gtest.h>

#include "proto/control.pb.h"

namespace bulkhead {
namespace {

const std::string kBad = "\xEF\xBF\xBD";
const std::string kCut = "\xE2\x80\xA6";

// As the browser's protobuf judges it: a proto3 string that is not valid does not parse.
bool BrowserAccepts(const std::string& text) {
  control::TitleChanged message;
  std::string bytes("\x12");
  bytes += static_cast<char>(text.size());
  bytes += text;
  return text.size() < 128 && message.ParseFromString(bytes) && message.text() == text;
}

TEST(WireText, KeepsWhatIsValid) {
  for (const std::string text : {"", "plain", "caf\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(WireText(text, 100), text);
  }
  EXPECT_EQ(WireText(std::string_view("a\0b", 3), 100), std::string("a\0b", 3));
}

TEST(WireText, ReplacesWhatIsNot) {
  EXPECT_EQ(WireText("a\xFFz", 100), "a" + kBad + "z");
  EXPECT_EQ(WireText("\x80", 100), kBad);                           // a continuation without a lead
  EXPECT_EQ(WireText("\xC0\xAF", 100), kBad + kBad);                // overlong
  EXPECT_EQ(WireText("\xE0\x80\x80", 100), kBad + kBad + kBad);     // overlong
  EXPECT_EQ(WireText("\xED\xA0\x80", 100), kBad + kBad + kBad);     // surrogate
  EXPECT_EQ(WireText("\xF4\x90\x80\x80", 100), kBad + kBad + kBad + kBad);  // above U+10FFFF
  EXPECT_EQ(WireText("\xE2\x82", 100), kBad + kBad);                // cut short
}

TEST(WireText, CutsBetweenCharacters) {
  EXPECT_EQ(WireText("abcdef", 6), "abcdef");
  EXPECT_EQ(WireText("abcdefg", 6), "abc" + kCut);
  EXPECT_EQ(WireText("ab\xF0\x9F\x98\x80xyz", 7), "ab" + kCut);
  EXPECT_EQ(WireText("\xF0\x9F\x98\x80", 3), kCut);
  EXPECT_EQ(WireText(std::string(100000, 'x'), 1000).size(), 1000u);
}

TEST(WireText, EveryPairOfBytesIsAcceptedAndFits) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text = {'a', static_cast<char>(first), static_cast<char>(second), 'z'};
      const std::string whole = WireText(text, 100);
      EXPECT_TRUE(BrowserAccepts(whole)) << first << " " << second;
      const std::string cut = WireText(text + text, 5);
      EXPECT_TRUE(BrowserAccepts(cut) && cut.size() <= 5) << first << " " << second;
    }
  }
}

}  // namespace
}  // namespace bulkhead
