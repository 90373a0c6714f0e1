#include "renderer/script/js_string.h"

#include "gtest/gtest.h"

namespace bulkhead {
namespace {

TEST(JsStringTest, RoundTripsEveryWidth) {
  for (const char* text : {"", "plain", "naïve", "漢字", "a😀b", "\x01\x7f"}) {
    EXPECT_EQ(JsString(text).ToUtf8(), text);
  }
}

TEST(JsStringTest, KeepsZeroBytes) {
  const std::string text("a\0b", 3);
  EXPECT_EQ(JsString(text).ToUtf8(), text);
  EXPECT_EQ(JSStringGetLength(JsString(text).get()), 3u);
}

TEST(JsStringTest, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(JsString("a\xff" "b").ToUtf8(), "a\uFFFD" "b");
  EXPECT_EQ(JsString("\xc0\xaf").ToUtf8(), "\uFFFD\uFFFD");          // overlong
  EXPECT_EQ(JsString("\xed\xa0\x80").ToUtf8(), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(JsString("\xf5\x80\x80\x80").ToUtf8(), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(JsString("cut \xe6\xbc").ToUtf8(), "cut \uFFFD\uFFFD");
}

TEST(JsStringTest, ReplacesLoneSurrogates) {
  const JSChar units[] = {'a', 0xD800, 'b', 0xDC00, 0xD83D, 0xDE00};
  EXPECT_EQ(JsString::Adopt(JSStringCreateWithCharacters(units, 6)).ToUtf8(), "a\uFFFDb\uFFFD😀");
}

TEST(JsStringTest, NullIsEmpty) {
  EXPECT_EQ(JsString().ToUtf8(), "");
  EXPECT_EQ(Utf8(nullptr), "");
}

}  // namespace
}  // namespace bulkhead
