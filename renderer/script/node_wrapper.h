// NodeWrapper: the C++ half of a JavaScript object that stands for a DOM node.
#ifndef BULKHEAD_RENDERER_SCRIPT_NODE_WRAPPER_H_
#define BULKHEAD_RENDERER_SCRIPT_NODE_WRAPPER_H_

#include "renderer/dom/node.h"
#include "renderer/script/jsc_extras.h"
#include "renderer/script/native_data.h"

namespace bulkhead {

class NodeWrappers;
struct NodeWrapper;

// element.style and element.classList: objects of their own, which keep the element's wrapper alive and are kept by it.
struct NodeFacet : NativeData {
  NodeWrapper* owner = nullptr;
  JSObjectRef object = nullptr;
};

struct NodeWrapper : NativeData {
  // Keeps the node pinned while it lives. null when the page is gone.
  Node* node = nullptr;
  NodeId id = 0;
  NodeWrappers* wrappers = nullptr;  // null when the page is gone
  JSObjectRef object = nullptr;      // may be dead; `weak` knows
  JscWeakRef weak = nullptr;
  bool is_protected = false;
  bool pending = false;  // its place in the tree changed in this turn
  NodeId linked_root = 0;
  NodeFacet style;
  NodeFacet class_list;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_NODE_WRAPPER_H_
