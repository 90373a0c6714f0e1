// Document: the root of a page's tree and the owner of all its nodes. Main thread only.
#ifndef BULKHEAD_RENDERER_DOM_DOCUMENT_H_
#define BULKHEAD_RENDERER_DOM_DOCUMENT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "renderer/dom/node.h"

namespace bulkhead {

class DomObserver;
class Element;
class Text;

class Document final : public Node {
 public:
  Document();
  ~Document() override;

  // One observer, which outlives the document or is reset with null.
  void set_observer(DomObserver* observer) { observer_ = observer; }
  DomObserver* observer() const { return observer_; }

  // `tag` is made lower case. The new node is attached nowhere and lives at least until the next Pin()/Unpin() of it, or
  // until its subtree is removed.
  Element& CreateElement(std::string_view tag);
  Text& CreateText(std::string_view data);

  // <html>, <head>, <body>; null while there is none.
  Element* document_element() const;
  Element* head() const;
  Element* body() const;

  // <title>'s text, white space collapsed. SetTitle makes the element if needed.
  std::string Title() const;
  void SetTitle(std::string_view title);

  // The first in tree order with this id attribute, attached ones only.
  Element* GetElementById(std::string_view id) const;
  // null: there is none (any more).
  Node* NodeById(NodeId id) const;
  size_t node_count() const { return nodes_.size(); }

  // A script holds the node: it, and all that hangs together with it, stays alive although attached nowhere. Counted.
  void Pin(Node& node);
  // Unpinning the last one destroys what is attached nowhere. By id, because a wrapper is finalised late.
  void Unpin(NodeId id);

  // For Node, Text and Element.
  void NotifyAttached(Node& subtree);
  void NotifyDetached(Node& subtree);
  void DestroyIfUnused(Node& node);
  void ChangeId(Element& element, const std::string* before, const std::string* after);

 private:
  NodeId NextId() { return ++last_id_; }
  void DestroySubtree(Node& root);
  void AddId(Element& element, const std::string& id);
  void RemoveId(Element& element, const std::string& id);
  Element* ChildOfRoot(std::string_view tag) const;

  struct StringHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  DomObserver* observer_ = nullptr;
  NodeId last_id_ = 0;
  std::unordered_map<NodeId, std::unique_ptr<Node>> nodes_;
  std::unordered_map<std::string, std::vector<Element*>, StringHash, std::equal_to<>> ids_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_DOCUMENT_H_
