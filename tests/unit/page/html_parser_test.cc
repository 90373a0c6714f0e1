#include "renderer/dom/html_parser.h"

#include <gtest/gtest.h>

#include <random>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"

namespace bulkhead {
namespace {

std::string Repeat(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

std::string Parse(std::string_view html) {
  HtmlRefusal refusal;
  auto document = ParseHtml(html, &refusal);
  return document ? document->body()->InnerHtml().substr(0, 500) : "refused: " + refusal.message;
}

TEST(HtmlParser, MakesTheTree) {
  EXPECT_EQ(Parse("<!doctype html><title>t</title><p>a<p>b<!-- no -->c<table><tr><td>x</table>"),
            "<p>a</p><p>bc</p><table><tbody><tr><td>x</td></tr></tbody></table>");
}

TEST(HtmlParser, KeepsUnknownElementsAndLines) {
  HtmlRefusal refusal;
  auto document = ParseHtml("\n\n<my-box id=x>\n<script>\nf()</script></my-box>", &refusal);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->GetElementById("x")->tag(), "my-box");
  EXPECT_EQ(document->GetElementById("x")->source_line(), 3u);
  EXPECT_EQ(document->GetElementById("x")->FirstElementChild()->source_line(), 4u);
}

TEST(HtmlParser, AnythingIsADocument) {
  for (std::string_view html : {std::string_view(""), std::string_view("\0\0<", 3), std::string_view("</p></div>"),
                                std::string_view("\xff\xfe\x80 <p \xc3>"), std::string_view("<"), std::string_view("<!"),
                                std::string_view("<!--"), std::string_view("<p"), std::string_view("<p a='"),
                                std::string_view("<script>"), std::string_view("</"), std::string_view("<?x")}) {
    HtmlRefusal refusal;
    auto document = ParseHtml(html, &refusal);
    ASSERT_TRUE(document);
    EXPECT_TRUE(document->body());
  }
  EXPECT_EQ(Parse("a\xff\x62"), "a\xef\xbf\xbd\x62");
}

TEST(HtmlParser, RefusesDepth) {
  EXPECT_EQ(Parse(Repeat("<div>", 10'000)), "refused: elements are nested deeper than 512");
  EXPECT_EQ(Parse(Repeat("<p><div><span>", 10'000)), "refused: elements are nested deeper than 512");
  EXPECT_EQ(Parse(Repeat("<table><tr><td>", 11)), "refused: tables are nested deeper than 10");
  EXPECT_EQ(Parse(Repeat("<p><font color=1>", 10'000)),
            "refused: more than 512 of <b>, <i>, <font> ... are left open");
  EXPECT_EQ(Parse("<p" + Repeat(" a", 2000) + ">"), "refused: <p> has more than 1000 attributes");
  HtmlRefusal refusal;
  EXPECT_FALSE(ParseHtml("\n\n" + Repeat("<div>\n", 600), &refusal));
  EXPECT_EQ(refusal.line, 515u);
}

TEST(HtmlParser, RefusesSize) {
  EXPECT_EQ(Parse(std::string(kMaxHtmlBytes + 1, 'x')), "refused: the page is larger than 16 MiB");
  EXPECT_EQ(Parse(Repeat("<p>", 250'000)), "refused: the page has more than 200000 nodes");
}

TEST(HtmlParser, DoesNotCountWhatIsClosedByItself) {
  for (std::string_view part : {"<p>a", "<li>a", "<tr><td>a<td>b", "<dt>a<dd>b", "<p><ul><li>x<li>y</ul>", "<br>",
                                "<img src=x>", "<option>", "<script>'<div>'</script>", "<!-- <div> -->",
                                "<textarea><div></textarea>", "<li><p>x<p>y", "<p>a<h2>b</h2>", "<td><p>x"}) {
    EXPECT_FALSE(ScanHtml(Repeat(part, 2000))) << part;
  }
  EXPECT_FALSE(ScanHtml("<table>" + Repeat("<tr><td>a<td>b", 2000)));
  EXPECT_FALSE(ScanHtml("<ul>" + Repeat("<li><p>a<ul><li>b<li>c</ul>", 2000)));
  EXPECT_FALSE(ScanHtml(Repeat("<table><tr><td>a</table>", 2000)));
}

// Whatever the scan lets through must parse in bounded depth; ASan watches.
TEST(HtmlParser, RandomMarkup) {
  static constexpr std::string_view kParts[] = {"<div>", "</div>", "<p>", "<table>", "</table>", "<tr>", "<td>", "<li>",
                                                "<ul>", "</ul>", "<b>", "</b>", "<svg>", "<a href=x>", "text", "<!--",
                                                "-->", "<select>", "<option>", "<br/>", "</p>", "<template>", "<x y=z"};
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string html;
    for (int i = 0; i < 120; ++i) {
      html += kParts[random() % std::size(kParts)];
    }
    HtmlRefusal refusal;
    if (auto document = ParseHtml(html, &refusal)) {
      document->body()->SetInnerHtml(document->body()->InnerHtml());
    }
  }
}

}  // namespace
}  // namespace bulkhead
