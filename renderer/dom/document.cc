#include "renderer/dom/document.h"

#include <algorithm>

#include "ipc/os/check.h"
#include "renderer/dom/ascii.h"
#include "renderer/dom/element.h"
#include "renderer/dom/text.h"

namespace bulkhead {
namespace {

Node& RootOf(Node& node) {
  Node* root = &node;
  while (root->parent()) {
    root = root->parent();
  }
  return *root;
}

}  // namespace

Document::Document() : Node(*this, NodeType::kDocument, 0) {
  attached_ = true;
}

Document::~Document() = default;

Element& Document::CreateElement(std::string_view tag) {
  auto element = std::unique_ptr<Element>(new Element(*this, NextId(), Lower(tag)));
  Element& result = *element;
  nodes_.emplace(result.id(), std::move(element));
  return result;
}

Text& Document::CreateText(std::string_view data) {
  auto text = std::unique_ptr<Text>(new Text(*this, NextId(), data));
  Text& result = *text;
  nodes_.emplace(result.id(), std::move(text));
  return result;
}

Element* Document::document_element() const {
  for (Node* node = first_child(); node; node = node->next_sibling()) {
    if (Element* element = node->AsElement()) {
      return element;
    }
  }
  return nullptr;
}

Element* Document::ChildOfRoot(std::string_view tag) const {
  const Element* root = document_element();
  for (Element* child = root ? root->FirstElementChild() : nullptr; child; child = child->NextElementSibling()) {
    if (child->tag() == tag) {
      return child;
    }
  }
  return nullptr;
}

Element* Document::head() const {
  return ChildOfRoot("head");
}

Element* Document::body() const {
  return ChildOfRoot("body");
}

std::string Document::Title() const {
  const Node* node = this;
  for (; node; node = node->Next(*this)) {
    const Element* element = node->AsElement();
    // A <title> in inline SVG names the drawing, not the page.
    if (element && element->tag() == "title" && element->ParentElement() && element->ParentElement()->tag() != "svg") {
      break;
    }
  }
  std::string result;
  if (!node) {
    return result;
  }
  for (char c : node->TextContent()) {
    if (!IsSpace(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') {
    result.pop_back();
  }
  return result;
}

void Document::SetTitle(std::string_view title) {
  for (Node* node = this; node; node = node->Next(*this)) {
    if (Element* element = node->AsElement(); element && element->tag() == "title") {
      element->SetTextContent(title);
      return;
    }
  }
  Node* place = head() ? head() : document_element();
  if (place) {
    Element& element = CreateElement("title");
    element.SetTextContent(title);
    place->AppendChild(element);
  }
}

Element* Document::GetElementById(std::string_view id) const {
  auto found = ids_.find(id);
  if (found == ids_.end()) {
    return nullptr;
  }
  if (found->second.size() == 1) {
    return found->second.front();
  }
  // Two of one id: rare enough for a walk.
  for (Node* node = first_child(); node; node = node->Next(*this)) {
    if (Element* element = node->AsElement()) {
      const std::string* own = element->GetAttribute("id");
      if (own && *own == id) {
        return element;
      }
    }
  }
  return nullptr;
}

Node* Document::NodeById(NodeId id) const {
  auto found = nodes_.find(id);
  return found == nodes_.end() ? nullptr : found->second.get();
}

void Document::Pin(Node& node) {
  ++node.pins_;
}

void Document::Unpin(NodeId id) {
  if (id == 0) {
    --pins_;
    return;
  }
  Node* node = NodeById(id);
  BULKHEAD_CHECK(node && node->pins_ > 0);
  if (--node->pins_ == 0 && !node->attached_) {
    DestroyIfUnused(*node);
  }
}

void Document::NotifyAttached(Node& subtree) {
  for (Node* node = &subtree; node; node = node->Next(subtree)) {
    node->attached_ = true;
    if (Element* element = node->AsElement()) {
      if (const std::string* id = element->GetAttribute("id")) {
        AddId(*element, *id);
      }
    }
  }
}

void Document::NotifyDetached(Node& subtree) {
  for (Node* node = &subtree; node; node = node->Next(subtree)) {
    node->attached_ = false;
    if (Element* element = node->AsElement()) {
      if (const std::string* id = element->GetAttribute("id")) {
        RemoveId(*element, *id);
      }
    }
  }
}

void Document::DestroyIfUnused(Node& node) {
  Node& root = RootOf(node);
  if (root.attached_) {
    return;
  }
  for (Node* member = &root; member; member = member->Next(root)) {
    if (member->pins_ > 0) {
      return;
    }
  }
  DestroySubtree(root);
}

void Document::DestroySubtree(Node& root) {
  std::vector<NodeId> doomed;
  for (Node* node = &root; node; node = node->Next(root)) {
    doomed.push_back(node->id());
  }
  for (NodeId id : doomed) {
    nodes_.erase(id);
  }
}

void Document::ChangeId(Element& element, const std::string* before, const std::string* after) {
  if (!element.attached()) {
    return;
  }
  if (before) {
    RemoveId(element, *before);
  }
  if (after) {
    AddId(element, *after);
  }
}

void Document::AddId(Element& element, const std::string& id) {
  ids_[id].push_back(&element);
}

void Document::RemoveId(Element& element, const std::string& id) {
  auto found = ids_.find(id);
  if (found == ids_.end()) {
    return;
  }
  std::erase(found->second, &element);
  if (found->second.empty()) {
    ids_.erase(found);
  }
}

}  // namespace bulkhead
