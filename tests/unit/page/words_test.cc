#include "renderer/layout/words.h"

#include <gtest/gtest.h>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/layout/text_transform.h"

namespace bulkhead {
namespace {

std::string Split(std::string_view text, bool keep) {
  std::string result;
  SplitWords(text, keep, [&](const std::string& word, bool space) {
    result += space ? word == "\n" ? "_n" : word == "\t" ? "_t" : "_" : "[" + word + "]";
  });
  return result;
}

TEST(Words, Split) {
  EXPECT_EQ(Split("a bc  \n d", false), "[a]_[bc]_[d]");
  EXPECT_EQ(Split(" a ", false), "_[a]_");
  EXPECT_EQ(Split("a \r\n\tb", true), "[a]__n_t[b]");
  EXPECT_EQ(Split("", false), "");
  EXPECT_EQ(Split("日本x", false), "[日][本][x]");
  EXPECT_EQ(Split(std::string_view("a\0b", 3), false), "[ab]");
  EXPECT_EQ(Split("\xe6\x97", false), "[\xe6\x97]");
  EXPECT_EQ(Split(std::string(2500, 'x'), false).size(), 2500u + 3 * 2);
}

TEST(Words, ShownValue) {
  Document document;
  Element& input = document.CreateElement("input");
  EXPECT_EQ(ShownValue(input), "");
  input.SetAttribute("placeholder", "hint");
  EXPECT_EQ(ShownValue(input), "hint");
  input.SetAttribute("value", "text");
  EXPECT_EQ(ShownValue(input), "text");
  input.SetAttribute("type", "password");
  EXPECT_EQ(ShownValue(input), "****");
  input.SetAttribute("type", "checkbox");
  EXPECT_EQ(ShownValue(input), "");
  Element& select = document.CreateElement("select");
  select.SetInnerHtml("<option>a<option selected>b<option>c");
  EXPECT_EQ(ShownValue(select), "b");
  EXPECT_EQ(ShownValue(document.CreateElement("p")), "");
}

TEST(TextTransform, Cases) {
  EXPECT_EQ(ToUpper("aé÷ß αω ж ё 日"), "AÉ÷ß ΑΩ Ж Ё 日");
  EXPECT_EQ(ToLower("AÉ× ΑΩ Ж Ё"), "aé× αω ж ё");
  EXPECT_EQ(Capitalize("élan"), "Élan");
  EXPECT_EQ(Capitalize(""), "");
  EXPECT_EQ(ToUpper("\xc3"), "\xc3");
}

}  // namespace
}  // namespace bulkhead
