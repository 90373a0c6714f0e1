#include "browser/core/sanitise.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

constexpr const char* kBad = "\xEF\xBF\xBD";

TEST(SanitiseTest, PlainTextPasses) {
  EXPECT_EQ(Sanitise("Größe → 漢字 😀\t.", 100), "Größe → 漢字 😀\t.");
}

TEST(SanitiseTest, ControlsAreReplaced) {
  for (const char* text : {"\x1b", "\x7f", "\r", "\n", "\xC2\x9B", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xD8\x9C"}) {
    EXPECT_EQ(Sanitise(text, 100), kBad);
  }
  EXPECT_EQ(Sanitise(std::string_view("\0", 1), 100), kBad);
  EXPECT_EQ(Sanitise("a\nb", 100, LineBreaks::kKept), "a\nb");
}

TEST(SanitiseTest, BadUtf8IsReplaced) {
  for (const char* text : {"\xFF", "\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF5\x80\x80\x80"}) {
    const std::string clean = Sanitise(text, 100);
    EXPECT_EQ(clean.substr(0, 3), kBad) << text;
    EXPECT_EQ(clean.size() % 3, 0u);
  }
}

TEST(SanitiseTest, CutsBetweenCharacters) {
  EXPECT_EQ(Sanitise("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(Sanitise("abcdefghi", 8), "abcde...");
  for (size_t width = 3; width < 20; ++width) {
    const std::string cut = Sanitise("ääääääääääää", width);
    EXPECT_LE(cut.size(), width);
    EXPECT_EQ(Sanitise(cut, 100), cut);
  }
}

}  // namespace
}  // namespace bulkhead
