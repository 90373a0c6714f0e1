// Node: the part of a document that all its nodes have in common: place in the tree and text content.
//
// Nodes live in their Document, which owns every one of them, attached or not. A node that is attached nowhere lives as
// long as it, or a node that hangs together with it, is pinned (a script holds it). Main thread only. Every walk is
// iterative: a script may build a tree of any depth.
#ifndef BULKHEAD_RENDERER_DOM_NODE_H_
#define BULKHEAD_RENDERER_DOM_NODE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace bulkhead {

class Document;
class Element;
class Text;

// Unique in a document and never used again, so an id can outlive its node safely.
using NodeId = uint32_t;

enum class NodeType { kDocument, kElement, kText };

// Why a change of the tree was refused (scripts: HierarchyRequestError, NotFoundError). The tree is unchanged then.
enum class DomError { kNone, kHierarchyRequest, kNotFound };

class Node {
 public:
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

  NodeType type() const { return type_; }
  NodeId id() const { return id_; }
  Document& document() const { return document_; }
  // Line of the HTML source that it begins in; 0: made by a script.
  uint32_t source_line() const { return source_line_; }
  void set_source_line(uint32_t line) { source_line_ = line; }

  Node* parent() const { return parent_; }
  Node* first_child() const { return first_child_; }
  Node* last_child() const { return last_child_; }
  Node* next_sibling() const { return next_sibling_; }
  Node* previous_sibling() const { return previous_sibling_; }
  // Part of the document's tree.
  bool attached() const { return attached_; }
  bool Contains(const Node& other) const;  // true for itself

  // The next node of a walk in tree order that stays within `root`; null at its end.
  Node* Next(const Node& root) const;
  Node* NextSkippingChildren(const Node& root) const;

  Element* AsElement();
  const Element* AsElement() const;
  Text* AsText();
  const Text* AsText() const;

  // Moves `child` (from where it is now) before `reference`, or to the end if that is null. Refused if `child` is the
  // document, contains this node or this node is a text; or if `reference` is not a child of this node.
  DomError InsertBefore(Node& child, Node* reference);
  DomError AppendChild(Node& child) { return InsertBefore(child, nullptr); }
  // The child is destroyed at once unless something in it is pinned.
  DomError RemoveChild(Node& child);
  void RemoveAllChildren();
  // A copy in the same document, attached nowhere.
  Node& Clone(bool deep) const;

  std::string TextContent() const;
  // An element with one text child keeps it and changes its data: the cheapest change that shows.
  void SetTextContent(std::string_view text);

 protected:
  Node(Document& document, NodeType type, NodeId id) : document_(document), type_(type), id_(id) {}

 private:
  friend class Document;
  void Unlink();

  Document& document_;
  const NodeType type_;
  const NodeId id_;
  uint32_t source_line_ = 0;
  uint32_t pins_ = 0;
  bool attached_ = false;
  Node* parent_ = nullptr;
  Node* first_child_ = nullptr;
  Node* last_child_ = nullptr;
  Node* next_sibling_ = nullptr;
  Node* previous_sibling_ = nullptr;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_NODE_H_
