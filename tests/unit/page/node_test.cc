#include "renderer/dom/node.h"

#include <gtest/gtest.h>

#include "renderer/dom/document.h"
#include "renderer/dom/dom_observer.h"
#include "renderer/dom/element.h"
#include "renderer/dom/html_parser.h"
#include "renderer/dom/text.h"

namespace bulkhead {
namespace {

class Log final : public DomObserver {
 public:
  void OnStyleChanged(Element& element) override { text += "style " + element.tag() + "\n"; }
  void OnTextChanged(Text& changed) override { text += "text " + changed.data() + "\n"; }
  void OnAttributeChanged(Element& element, std::string_view name) override {
    text += std::string(name) + " of " + element.tag() + "\n";
  }
  void OnStructureChanged(Node& parent) override {
    text += "children of " + (parent.AsElement() ? parent.AsElement()->tag() : "document") + "\n";
  }
  std::string Take() { return std::exchange(text, {}); }
  std::string text;
};

class NodeTest : public testing::Test {
 protected:
  NodeTest() : document_(ParseHtml("<p id=a>one</p><div id=b><i>two</i></div>", &refusal_)) {}
  Element& E(std::string_view id) { return *document_->GetElementById(id); }

  HtmlRefusal refusal_;
  std::unique_ptr<Document> document_;
};

TEST_F(NodeTest, InsertMovesAndOrders) {
  Element& a = E("a");
  Element& b = E("b");
  EXPECT_EQ(b.AppendChild(a), DomError::kNone);
  EXPECT_EQ(document_->body()->InnerHtml(), "<div id=\"b\"><i>two</i><p id=\"a\">one</p></div>");
  EXPECT_EQ(b.InsertBefore(a, b.first_child()), DomError::kNone);
  EXPECT_EQ(b.InnerHtml(), "<p id=\"a\">one</p><i>two</i>");
  EXPECT_EQ(b.InsertBefore(a, &a), DomError::kNone);
  EXPECT_EQ(b.InnerHtml(), "<p id=\"a\">one</p><i>two</i>");
  EXPECT_EQ(a.next_sibling()->previous_sibling(), &a);
}

TEST_F(NodeTest, RefusesWhatIsNoTree) {
  Element& b = E("b");
  EXPECT_EQ(b.first_child()->AppendChild(b), DomError::kHierarchyRequest);
  EXPECT_EQ(b.AppendChild(b), DomError::kHierarchyRequest);
  EXPECT_EQ(b.AppendChild(*document_), DomError::kHierarchyRequest);
  EXPECT_EQ(E("a").first_child()->AppendChild(b), DomError::kHierarchyRequest);
  EXPECT_EQ(b.RemoveChild(E("a")), DomError::kNotFound);
  EXPECT_EQ(b.InsertBefore(document_->CreateText("x"), &E("a")), DomError::kNotFound);
}

TEST_F(NodeTest, IdsFollowTheTree) {
  Element& a = E("a");
  document_->Pin(a);
  a.parent()->RemoveChild(a);
  EXPECT_EQ(document_->GetElementById("a"), nullptr);
  EXPECT_FALSE(a.attached());
  a.SetAttribute("id", "c");
  EXPECT_EQ(document_->GetElementById("c"), nullptr);
  document_->body()->AppendChild(a);
  EXPECT_EQ(document_->GetElementById("c"), &a);
  a.SetAttribute("id", "b");
  EXPECT_EQ(document_->GetElementById("b")->tag(), "div") << "first in tree order";
  a.RemoveAttribute("id");
  EXPECT_EQ(document_->GetElementById("c"), nullptr);
}

TEST_F(NodeTest, UnpinnedNodesGoAtOncePinnedOnesStay) {
  Element& b = E("b");
  NodeId id = b.id();
  Node& inner = *b.first_child();
  NodeId inner_id = inner.id();
  document_->Pin(inner);
  b.parent()->RemoveChild(b);
  EXPECT_EQ(document_->NodeById(id), &b) << "hangs together with a pinned one";
  document_->Unpin(inner_id);
  EXPECT_EQ(document_->NodeById(id), nullptr);
  EXPECT_EQ(document_->NodeById(inner_id), nullptr);

  size_t before = document_->node_count();
  E("a").SetTextContent("");
  EXPECT_EQ(document_->node_count(), before - 1);
}

TEST_F(NodeTest, TextContent) {
  EXPECT_EQ(document_->body()->TextContent(), "onetwo");
  Node* text = E("a").first_child();
  E("a").SetTextContent("new");
  EXPECT_EQ(E("a").first_child(), text) << "one text stays the same node";
  E("b").SetTextContent("<x>");
  EXPECT_EQ(E("b").InnerHtml(), "&lt;x&gt;");
  document_->body()->SetTextContent(document_->body()->TextContent());
  EXPECT_EQ(document_->body()->InnerHtml(), "new&lt;x&gt;");
}

TEST_F(NodeTest, TellsTheCheapestChange) {
  Log log;
  document_->set_observer(&log);
  E("a").SetTextContent("x");
  EXPECT_EQ(log.Take(), "text x\n");
  E("a").SetTextContent("x");
  EXPECT_EQ(log.Take(), "");
  E("a").SetStyleProperty("left", "1px");
  EXPECT_EQ(log.Take(), "style p\n");
  E("a").SetStyleProperty("left", "1px");
  EXPECT_EQ(log.Take(), "");
  E("a").AddClass("k");
  EXPECT_EQ(log.Take(), "class of p\n");
  E("b").AppendChild(E("a"));
  EXPECT_EQ(log.Take(), "children of body\nchildren of div\n");
  Element& loose = document_->CreateElement("B");
  loose.SetAttribute("style", "x");
  loose.SetTextContent("y");
  EXPECT_EQ(log.Take(), "") << "not attached";
  document_->set_observer(nullptr);
}

TEST_F(NodeTest, Clone) {
  Element& copy = *E("b").Clone(true).AsElement();
  EXPECT_EQ(copy.OuterHtml(), "<div id=\"b\"><i>two</i></div>");
  EXPECT_FALSE(copy.attached());
  EXPECT_EQ(E("b").Clone(false).AsElement()->OuterHtml(), "<div id=\"b\"></div>");
}

TEST_F(NodeTest, AnyDepth) {
  Node* at = document_->body();
  for (int i = 0; i < 100'000; ++i) {
    Element& child = document_->CreateElement("div");
    // From the inside it would be quadratic: Contains() walks up.
    ASSERT_EQ(child.AppendChild(document_->CreateElement("b")), DomError::kNone);
    if (i < 2000) {
      at->AppendChild(child);
      at = &child;
    }
  }
  EXPECT_EQ(document_->body()->TextContent(), "onetwo");
  EXPECT_GT(document_->body()->InnerHtml().size(), 10'000u);
  document_->body()->Clone(true);
  document_->body()->RemoveAllChildren();
}

TEST_F(NodeTest, Title) {
  EXPECT_EQ(document_->Title(), "");
  document_->SetTitle(" a\n b ");
  EXPECT_EQ(document_->Title(), "a b");
  document_->SetTitle("c");
  EXPECT_EQ(document_->head()->InnerHtml(), "<title>c</title>");
  Document empty;
  empty.SetTitle("nowhere to put it");
  EXPECT_EQ(empty.Title(), "");
}

}  // namespace
}  // namespace bulkhead
