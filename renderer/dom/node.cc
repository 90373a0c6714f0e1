#include "renderer/dom/node.h"

#include "renderer/dom/document.h"
#include "renderer/dom/dom_observer.h"
#include "renderer/dom/element.h"
#include "renderer/dom/text.h"

namespace bulkhead {

bool Node::Contains(const Node& other) const {
  for (const Node* node = &other; node; node = node->parent_) {
    if (node == this) {
      return true;
    }
  }
  return false;
}

Node* Node::Next(const Node& root) const {
  return first_child_ ? first_child_ : NextSkippingChildren(root);
}

Node* Node::NextSkippingChildren(const Node& root) const {
  for (const Node* node = this; node && node != &root; node = node->parent_) {
    if (node->next_sibling_) {
      return node->next_sibling_;
    }
  }
  return nullptr;
}

Element* Node::AsElement() {
  return type_ == NodeType::kElement ? static_cast<Element*>(this) : nullptr;
}

const Element* Node::AsElement() const {
  return type_ == NodeType::kElement ? static_cast<const Element*>(this) : nullptr;
}

Text* Node::AsText() {
  return type_ == NodeType::kText ? static_cast<Text*>(this) : nullptr;
}

const Text* Node::AsText() const {
  return type_ == NodeType::kText ? static_cast<const Text*>(this) : nullptr;
}

void Node::Unlink() {
  if (previous_sibling_) {
    previous_sibling_->next_sibling_ = next_sibling_;
  } else {
    parent_->first_child_ = next_sibling_;
  }
  if (next_sibling_) {
    next_sibling_->previous_sibling_ = previous_sibling_;
  } else {
    parent_->last_child_ = previous_sibling_;
  }
  parent_ = previous_sibling_ = next_sibling_ = nullptr;
}

DomError Node::InsertBefore(Node& child, Node* reference) {
  if (type_ == NodeType::kText || child.type_ == NodeType::kDocument || &child.document_ != &document_ ||
      child.Contains(*this)) {
    return DomError::kHierarchyRequest;
  }
  if (reference && reference->parent_ != this) {
    return DomError::kNotFound;
  }
  if (reference == &child) {
    reference = child.next_sibling_;
  }
  Node* old_parent = child.parent_;
  if (old_parent) {
    child.Unlink();
    if (child.attached_ && !attached_) {
      document_.NotifyDetached(child);
    }
  }
  Node* before = reference ? reference->previous_sibling_ : last_child_;
  child.parent_ = this;
  child.previous_sibling_ = before;
  child.next_sibling_ = reference;
  (before ? before->next_sibling_ : first_child_) = &child;
  (reference ? reference->previous_sibling_ : last_child_) = &child;
  if (attached_ && !child.attached_) {
    document_.NotifyAttached(child);
  }
  DomObserver* observer = document_.observer();
  if (observer && old_parent && old_parent != this && old_parent->attached_) {
    observer->OnStructureChanged(*old_parent);
  }
  if (observer && attached_) {
    observer->OnStructureChanged(*this);
  }
  if (old_parent && !old_parent->Contains(*this)) {
    document_.DestroyIfUnused(*old_parent);
  }
  return DomError::kNone;
}

DomError Node::RemoveChild(Node& child) {
  if (child.parent_ != this) {
    return DomError::kNotFound;
  }
  child.Unlink();
  if (attached_) {
    document_.NotifyDetached(child);
    if (DomObserver* observer = document_.observer()) {
      observer->OnStructureChanged(*this);
    }
  }
  document_.DestroyIfUnused(child);
  return DomError::kNone;
}

void Node::RemoveAllChildren() {
  while (first_child_) {
    RemoveChild(*first_child_);
  }
}

namespace {

Node& CopyAlone(const Node& node) {
  Document& document = node.document();
  if (const Text* text = node.AsText()) {
    return document.CreateText(text->data());
  }
  const Element* element = node.AsElement();
  Element& copy = document.CreateElement(element->tag());
  for (const Element::Attribute& attribute : element->attributes()) {
    copy.SetAttribute(attribute.first, attribute.second);
  }
  return copy;
}

}  // namespace

Node& Node::Clone(bool deep) const {
  // A document is never copied: scripts get its root element instead.
  const Node& source = type_ == NodeType::kDocument && first_child_ ? *first_child_ : *this;
  Node& root = CopyAlone(source);
  if (!deep) {
    return root;
  }
  Node* into = &root;
  const Node* from = &source;
  while (true) {
    if (from->first_child_) {
      from = from->first_child_;
    } else {
      while (from != &source && !from->next_sibling_) {
        from = from->parent_;
        into = into->parent_;
      }
      if (from == &source) {
        return root;
      }
      from = from->next_sibling_;
      into = into->parent_;
    }
    Node& copy = CopyAlone(*from);
    into->AppendChild(copy);
    into = &copy;
  }
}

std::string Node::TextContent() const {
  std::string result;
  for (const Node* node = this; node; node = node->Next(*this)) {
    if (const Text* text = node->AsText()) {
      result += text->data();
    }
  }
  return result;
}

void Node::SetTextContent(std::string_view data) {
  if (Text* text = AsText()) {
    text->SetData(data);
    return;
  }
  if (type_ == NodeType::kDocument) {
    return;
  }
  if (first_child_ && first_child_ == last_child_ && !data.empty()) {
    if (Text* text = first_child_->AsText()) {
      text->SetData(data);
      return;
    }
  }
  // `data` may be a view into what is removed.
  const std::string copy(data);
  RemoveAllChildren();
  if (!copy.empty()) {
    AppendChild(document_.CreateText(copy));
  }
}

void Text::SetData(std::string_view data) {
  if (data == data_) {
    return;
  }
  data_ = std::string(data);
  if (DomObserver* observer = document().observer(); observer && attached()) {
    observer->OnTextChanged(*this);
  }
}

}  // namespace bulkhead
