// Element: a named node with attributes. Names are lower case, values are as given.
#ifndef BULKHEAD_RENDERER_DOM_ELEMENT_H_
#define BULKHEAD_RENDERER_DOM_ELEMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "renderer/dom/node.h"

namespace bulkhead {

class Element final : public Node {
 public:
  using Attribute = std::pair<std::string, std::string>;

  const std::string& tag() const { return tag_; }
  const std::vector<Attribute>& attributes() const { return attributes_; }

  // null: not there. Valid until the next change of this element.
  const std::string* GetAttribute(std::string_view name) const;
  void SetAttribute(std::string_view name, std::string_view value);
  void RemoveAttribute(std::string_view name);

  // The class attribute's words, in order, each once. Views into the attribute.
  std::vector<std::string_view> Classes() const;
  bool HasClass(std::string_view name) const;
  void AddClass(std::string_view name);
  void RemoveClass(std::string_view name);

  // The style attribute, one property at a time ("background-color", not camel case). Empty: not set; setting to empty
  // removes. "!important" stays part of the value.
  std::string StyleProperty(std::string_view property) const;
  void SetStyleProperty(std::string_view property, std::string_view value);

  std::string InnerHtml() const;
  std::string OuterHtml() const;
  // Replaces the children with the parsed `html`. An error in words if it is refused (nesting, size: see
  // html_parser.h); the children are unchanged then.
  std::optional<std::string> SetInnerHtml(std::string_view html);

  Element* FirstElementChild() const;
  Element* NextElementSibling() const;
  Element* PreviousElementSibling() const;
  Element* ParentElement() const;

 private:
  friend class Document;
  Element(Document& document, NodeId id, std::string_view tag)
      : Node(document, NodeType::kElement, id), tag_(tag) {}

  const std::string tag_;
  std::vector<Attribute> attributes_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_ELEMENT_H_
