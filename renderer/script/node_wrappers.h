// NodeWrappers: the JavaScript objects of one page's nodes.
//
// A node has at most one living wrapper (el === el), found by id and held weakly; the wrapper pins its node. What a script
// put on a wrapper (its own properties, listeners) must survive collections for as long as the script can reach the node:
// - attached nodes: the wrapper is protected;
// - a tree that is attached nowhere: each wrapper in it and that of its root keep each other, so that they live and die
//   together.
// The tree changes faster than this is worth redoing: wrappers whose place changed are protected and wait until Settle() at
// the end of the turn.
#ifndef BULKHEAD_RENDERER_SCRIPT_NODE_WRAPPERS_H_
#define BULKHEAD_RENDERER_SCRIPT_NODE_WRAPPERS_H_

#include <JavaScriptCore/JavaScript.h>

#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "renderer/dom/node.h"
#include "renderer/script/js_string.h"
#include "renderer/script/jsc_extras.h"
#include "renderer/script/node_wrapper.h"

namespace bulkhead {

class Document;
class Realm;

class NodeWrappers {
 public:
  NodeWrappers(Realm& realm, Document& document);
  NodeWrappers(const NodeWrappers&) = delete;
  NodeWrappers& operator=(const NodeWrappers&) = delete;
  // The objects may live on; they are empty then.
  ~NodeWrappers();

  JSObjectRef Wrap(Node& node);
  // JavaScript's null for null.
  JSValueRef WrapOrNull(Node* node);
  // null: it has none now.
  JSObjectRef Existing(const Node& node) const;
  // A style or a class list: made once, kept by its element.
  JSObjectRef Facet(NodeWrapper& wrapper, NodeFacet& facet, NativeKind kind, JSClassRef object_class);

  // `subtree` (or only what is below it) was moved or is going to be in this call.
  void NoteMoved(Node& subtree);
  void NoteChildrenMoved(Node& parent);

  // The end of a turn, when no node is held that has no wrapper.
  void Settle();
  // After a change of the tree: a script that makes small trees in a loop must not keep them all until it ends.
  void SettleIfMany();

  // Living JavaScript objects, those not yet finalised included.
  size_t size() const { return all_.size(); }

  static void Finalize(JSObjectRef object);

 private:
  NodeWrapper* Find(const Node& node) const;
  void SetProtected(NodeWrapper& wrapper, bool value);
  void MarkPending(NodeWrapper& wrapper);
  void Link(NodeWrapper& wrapper, NodeWrapper& root);
  void Unlink(NodeWrapper& wrapper);
  void ReleaseDead();

  Realm& realm_;
  Document& document_;
  std::unordered_map<NodeId, NodeWrapper*> by_id_;  // the newest of each node
  std::unordered_set<NodeWrapper*> all_;
  std::vector<NodeWrapper*> pending_;
  // Of finalised wrappers: the collector is running then, so they wait.
  std::vector<NodeId> dead_pins_;
  std::vector<JscWeakRef> dead_weaks_;
  const JsString owner_name_;
  const JsString root_name_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_NODE_WRAPPERS_H_
