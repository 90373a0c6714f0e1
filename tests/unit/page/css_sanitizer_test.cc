#include "renderer/layout/css_sanitizer.h"

#include <gtest/gtest.h>

#include <random>

namespace bulkhead {
namespace {

struct Case {
  const char* in;
  const char* out;
};

class DeclarationsTest : public testing::TestWithParam<Case> {};

TEST_P(DeclarationsTest, Rewrites) {
  CssSanitizer sanitizer;
  sanitizer.Collect(":root { --set: 1px }");
  EXPECT_EQ(sanitizer.Declarations(GetParam().in), GetParam().out) << GetParam().in;
}

INSTANTIATE_TEST_SUITE_P(
    Plain, DeclarationsTest,
    testing::Values(Case{"color: red", "color:red;"}, Case{"COLOR:RED; width : 10px", "color:RED;width:10px;"},
                    Case{"color:red!important", "color:red!important;"},
                    Case{"color: red ! IMPORTANT ;", "color:red!important;"}, Case{"", ""}, Case{";;:;", ""},
                    Case{"margin: 0 auto", "margin:0 auto;"}, Case{"margin: -5px -.5em", "margin:-5px -.5em;"},
                    Case{"content: \"a;b}\"", "content:\"a;b}\";"},
                    Case{"content: 'x' attr(y)", "content:\"x\" attr(y);"},
                    Case{"font: italic 12px/1.5 'Courier New', monospace",
                         "font:italic 12px/1.5 'Courier New', monospace;"},
                    Case{"background: url(a/b.png) no-repeat", "background:url(a/b.png) no-repeat;"},
                    Case{"--X: Y", "--x:Y;"}));

INSTANTIATE_TEST_SUITE_P(
    Colors, DeclarationsTest,
    testing::Values(Case{"color: hsl(0 100% 50%)", "color:rgb(255,0,0);"},
                    Case{"border: 1px solid hsla(120, 100%, 50%, 0.5)", "border:1px solid rgba(0,255,0,0.5);"},
                    Case{"color: #f008", "color:rgba(255,0,0,0.533);"}, Case{"color: #abc", "color:#abc;"},
                    Case{"color: rgb(1 2 3)", "color:rgb(1,2,3);"}, Case{"color: oklch(1 2 3)", ""},
                    Case{"color: hsl(var(--h), 1%, 1%)", "color:hsl(var(--h), 1%, 1%);"}, Case{"color: currentColor", ""}));

INSTANTIATE_TEST_SUITE_P(
    Gradients, DeclarationsTest,
    testing::Values(Case{"background: linear-gradient(to right, red, blue)", "background:red;"},
                    Case{"background: linear-gradient(45deg, hsl(0,100%,50%) 10%, blue)", "background:rgb(255,0,0);"},
                    Case{"background-image: radial-gradient(circle at center, #fff, #000)", "background-color:#fff;"},
                    Case{"background: repeating-linear-gradient(90deg, rgba(0,0,0,.5), x), url(y)",
                         "background:rgba(0,0,0,0.5);"},
                    Case{"background: conic-gradient(from 0deg, tan, red) fixed", "background:tan;"},
                    Case{"background: linear-gradient()", "background:transparent;"},
                    Case{"background: linear-gradient(", ""}));

INSTANTIATE_TEST_SUITE_P(
    Layout, DeclarationsTest,
    testing::Values(Case{"position: sticky", "position:relative;"}, Case{"position: -webkit-sticky", "position:relative;"},
                    Case{"position: FIXED", "position:fixed;"}, Case{"position: weird", ""},
                    Case{"display: flex", "display:block;"}, Case{"display: INLINE-GRID", "display:inline-block;"},
                    Case{"display: weird", ""}, Case{"display: table-cell", "display:table-cell;"},
                    Case{"inset: 0", "top:0;right:0;bottom:0;left:0;"},
                    Case{"inset: 1px 2px 3px", "top:1px;right:2px;bottom:3px;left:2px;"},
                    Case{"margin-inline: 1px 2px", "margin-left:1px;margin-right:2px;"},
                    Case{"padding-block: 1px", "padding-top:1px;padding-bottom:1px;"},
                    Case{"opacity: 0", "visibility:hidden;"}, Case{"opacity: 0.5", ""},
                    Case{"background-attachment: fixed", ""}, Case{"background: red fixed", "background:red;"},
                    Case{"text-align: start", "text-align:left;"}, Case{"width: calc(1px + 2px)", ""},
                    Case{"width: min(1px, 2px)", ""}, Case{"width: fit-content", ""}, Case{"height: 100dvh", "height:100vh;"},
                    Case{"width: 10ch", "width:5em;"}));

INSTANTIATE_TEST_SUITE_P(
    Hostile, DeclarationsTest,
    testing::Values(Case{"width: 99999999999999999999px", "width:999999px;"}, Case{"width: 1e9px", "width:999999px;"},
                    Case{"width: -1e300px", "width:-999999px;"}, Case{"width: 12em", "width:12em;"},
                    Case{"color: var(--set)", "color:var(--set);"}, Case{"color: var(--unset)", ""},
                    Case{"color: var(--unset, var(--set))", "color:var(--set);"},
                    Case{"color: var(--unset, hsl(0 100% 50%))", "color:rgb(255,0,0);"},
                    Case{"color: var(", ""}, Case{"color: }x{", ""}, Case{"background: url(a;b)", ""},
                    Case{"width: expression(alert(1))", ""}, Case{"color: \\", "color:\\;"}));

TEST(CssSanitizer, Sheets) {
  CssSanitizer sanitizer;
  EXPECT_EQ(sanitizer.StyleSheet("/* c */ a, b > c { color: red; x } <!-- p { display: flex } -->"),
            "a, b > c{color:red;}\np{display:block;}\n");
  EXPECT_EQ(sanitizer.StyleSheet("@charset 'x'; @import url(y); @media (min-width: 5px) { a { color: red } } b{color:tan}"),
            "@media (min-width: 5px){\na{color:red;}\n}\nb{color:tan;}\n");
  EXPECT_EQ(sanitizer.StyleSheet("@keyframes x { from { color: red } to { color: blue } } a { color: red }"),
            "a{color:red;}\n");
  EXPECT_EQ(sanitizer.StyleSheet("@supports (display: grid) { @layer x { a { color: red } } }"), "a{color:red;}\n");
  EXPECT_EQ(sanitizer.StyleSheet("a { color: red; &:hover { color: blue } width: 1px }"), "a{color:red;width:1px;}\n");
  EXPECT_EQ(sanitizer.StyleSheet("a { color: red"), "a{color:red;}\n");
  EXPECT_EQ(sanitizer.StyleSheet("a { } b"), "");
  EXPECT_EQ(sanitizer.StyleSheet(""), "");
}

TEST(CssSanitizer, NotesWhatSelectorsDependOn) {
  CssSanitizer plain;
  plain.Collect("a > b, .c { color: red }");
  EXPECT_FALSE(plain.uses_siblings());
  EXPECT_FALSE(plain.uses_attributes());
  EXPECT_FALSE(plain.uses_white_space());
  CssSanitizer all;
  all.Collect("a + b { color: red } [x] { white-space: pre }");
  EXPECT_TRUE(all.uses_siblings());
  EXPECT_TRUE(all.uses_attributes());
  EXPECT_TRUE(all.uses_white_space());
}

TEST(CssSanitizer, Refusals) {
  CssSanitizer cyclic;
  cyclic.Collect("a { --a: var(--b) }");
  EXPECT_FALSE(cyclic.refusal());
  cyclic.CollectDeclarations("color: red; --b: var(--a)");
  EXPECT_TRUE(cyclic.refusal());
  CssSanitizer many;
  std::string css;
  for (size_t i = 0; i <= CssSanitizer::kMaxRules; ++i) {
    css += "a{b:c}";
  }
  many.Collect(css);
  EXPECT_NE(many.refusal().value_or("").find("more than 20000 rules"), std::string::npos);
  CssSanitizer large;
  large.Collect(std::string(CssSanitizer::kMaxBytes + 1, ' '));
  EXPECT_TRUE(large.refusal());
}

TEST(CssSanitizer, Imports) {
  std::vector<CssImport> imports = FindImports(
      "@charset 'x'; @import url( \"a.css\" ) screen; /* @import 'no'; */ @import 'b.css'; @IMPORT url(c.css);"
      "p {} @import 'late.css';");
  ASSERT_EQ(imports.size(), 3u);
  EXPECT_EQ(imports[0].url, "a.css");
  EXPECT_EQ(imports[0].media, "screen");
  EXPECT_EQ(imports[1].url, "b.css");
  EXPECT_EQ(imports[2].url, "c.css");
  for (const char* css : {"@import", "@import;", "@import url(", "@import '", "@import url();"}) {
    FindImports(css);
  }
}

TEST(CssSanitizer, AnyBytes) {
  std::mt19937 random(11);
  static constexpr std::string_view kParts[] = {"{", "}", "(", ")", "[", "]", ";", ":", "\"", "'", "\\", "/*", "*/", "@",
                                                "a", "#", ".", ",", " ", "\n", "\xff", "var(", "--a", "url(", "hsl(",
                                                "1e9", "-", "linear-gradient(", "@media", "!important", "<!--", "%"};
  for (int round = 0; round < 3000; ++round) {
    std::string css;
    for (int i = 0; i < 40; ++i) {
      css += kParts[random() % std::size(kParts)];
    }
    CssSanitizer sanitizer;
    sanitizer.Collect(css);
    sanitizer.StyleSheet(css);
    sanitizer.Declarations(css);
    FindImports(css);
  }
  // Linear, not quadratic: these take milliseconds.
  for (std::string_view part : {"(", "{", "a{", "@media x{", "[", "a{b:c(", "/*", "a{b:var(--x,"}) {
    std::string css;
    for (int i = 0; i < 50'000; ++i) {
      css += part;
    }
    CssSanitizer sanitizer;
    sanitizer.Collect(css);
    sanitizer.StyleSheet(css);
  }
}

}  // namespace
}  // namespace bulkhead
