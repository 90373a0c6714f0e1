#include "renderer/dom/element.h"

#include <gtest/gtest.h>

#include "renderer/dom/document.h"
#include "renderer/dom/html_parser.h"
#include "renderer/dom/text.h"

namespace bulkhead {
namespace {

class ElementTest : public testing::Test {
 protected:
  Document document_;
  Element& element_ = document_.CreateElement("DIV");
};

TEST_F(ElementTest, Attributes) {
  EXPECT_EQ(element_.tag(), "div");
  EXPECT_EQ(element_.GetAttribute("x"), nullptr);
  element_.SetAttribute("Data-X", "1");
  element_.SetAttribute("data-x", "2");
  ASSERT_TRUE(element_.GetAttribute("data-x"));
  EXPECT_EQ(*element_.GetAttribute("data-x"), "2");
  EXPECT_EQ(element_.attributes().size(), 1u);
  element_.RemoveAttribute("DATA-X");
  EXPECT_TRUE(element_.attributes().empty());
}

TEST_F(ElementTest, Classes) {
  element_.SetAttribute("class", " a\tb  a ");
  EXPECT_EQ(element_.Classes(), (std::vector<std::string_view>{"a", "b"}));
  element_.AddClass("c");
  element_.AddClass("b");
  element_.RemoveClass("a");
  EXPECT_EQ(*element_.GetAttribute("class"), "b c");
  EXPECT_TRUE(element_.HasClass("c"));
  EXPECT_FALSE(element_.HasClass("a"));
}

TEST_F(ElementTest, InnerHtml) {
  EXPECT_FALSE(element_.SetInnerHtml("<p>a<b>c</b></p>x<br>&amp;"));
  EXPECT_EQ(element_.InnerHtml(), "<p>a<b>c</b></p>x<br>&amp;");
  EXPECT_FALSE(element_.SetInnerHtml(element_.first_child()->TextContent()));
  EXPECT_EQ(element_.InnerHtml(), "ac");
  EXPECT_FALSE(element_.SetInnerHtml(""));
  EXPECT_EQ(element_.first_child(), nullptr);
}

TEST_F(ElementTest, InnerHtmlKnowsItsContext) {
  Element& body = document_.CreateElement("tbody");
  EXPECT_FALSE(body.SetInnerHtml("<tr><td>1<td>2"));
  EXPECT_EQ(body.InnerHtml(), "<tr><td>1</td><td>2</td></tr>");
}

TEST_F(ElementTest, RefusedInnerHtmlLeavesTheChildren) {
  element_.SetInnerHtml("kept");
  std::string deep;
  for (int i = 0; i < 2000; ++i) {
    deep += "<div>";
  }
  EXPECT_TRUE(element_.SetInnerHtml(deep));
  EXPECT_EQ(element_.InnerHtml(), "kept");
}

TEST_F(ElementTest, InnerHtmlKeepsPinnedChildren) {
  element_.SetInnerHtml("<b>x</b><i>y</i>");
  Node& kept = *element_.first_child();
  document_.Pin(kept);
  size_t nodes = document_.node_count();
  element_.SetInnerHtml("z");
  EXPECT_EQ(document_.NodeById(kept.id()), &kept);
  EXPECT_EQ(document_.node_count(), nodes - 1) << "<i> and its text gone, one text come";
  EXPECT_EQ(kept.parent(), nullptr);
}

TEST_F(ElementTest, Siblings) {
  element_.SetInnerHtml("a<b></b>c<i></i>d");
  Element* b = element_.FirstElementChild();
  ASSERT_TRUE(b);
  EXPECT_EQ(b->tag(), "b");
  EXPECT_EQ(b->NextElementSibling()->tag(), "i");
  EXPECT_EQ(b->NextElementSibling()->PreviousElementSibling(), b);
  EXPECT_EQ(b->NextElementSibling()->NextElementSibling(), nullptr);
  EXPECT_EQ(b->ParentElement(), &element_);
  EXPECT_EQ(element_.ParentElement(), nullptr);
}

TEST_F(ElementTest, ScriptTextIsNotEscaped) {
  element_.SetInnerHtml("<script>a<b && c</script><p title='\"&'></p>");
  EXPECT_EQ(element_.OuterHtml(), "<div><script>a<b && c</script><p title=\"&quot;&amp;\"></p></div>");
}

}  // namespace
}  // namespace bulkhead
