#include "renderer/dom/inline_style.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(InlineStyle, ReadsAndWrites) {
  InlineStyle style = InlineStyle::Parse("COLOR : red;;width:10px ; nonsense; left:");
  EXPECT_EQ(style.Get("color"), "red");
  EXPECT_EQ(style.Get("Width"), "10px");
  EXPECT_EQ(style.Get("left"), "");
  EXPECT_EQ(style.Serialize(), "color: red; width: 10px;");
}

TEST(InlineStyle, SetsReplacesRemoves) {
  InlineStyle style = InlineStyle::Parse("left: 1px; top: 2px");
  style.Set("left", "5px");
  style.Set("TOP", "");
  style.Set("color", " blue ");
  EXPECT_EQ(style.Serialize(), "left: 5px; color: blue;");
}

TEST(InlineStyle, LastOneCounts) {
  InlineStyle style = InlineStyle::Parse("left: 1px; left: 2px");
  EXPECT_EQ(style.Get("left"), "2px");
  style.Set("left", "");
  EXPECT_EQ(style.Serialize(), "");
}

TEST(InlineStyle, QuotesAndBracketsHoldSemicolons) {
  InlineStyle style = InlineStyle::Parse("background: url(data:image/png;base64,AA==); content: \"a;b\"; --X: 1");
  EXPECT_EQ(style.Get("background"), "url(data:image/png;base64,AA==)");
  EXPECT_EQ(style.Get("content"), "\"a;b\"");
  EXPECT_EQ(style.Get("--X"), "1");
  EXPECT_EQ(style.Get("--x"), "");
}

TEST(InlineStyle, AValueCannotBeginAnotherDeclaration) {
  InlineStyle style;
  style.Set("color", "red; position: fixed");
  style.Set("a:b", "c");
  style.Set("", "c");
  EXPECT_EQ(style.Serialize(), "color: red;");
}

TEST(InlineStyle, SurvivesUnclosedThings) {
  for (const char* text : {"a:url(", "a:\"", "a:'\\", ":", ";", "(", "a:))))", "\\"}) {
    InlineStyle::Parse(text).Serialize();
  }
}

}  // namespace
}  // namespace bulkhead
