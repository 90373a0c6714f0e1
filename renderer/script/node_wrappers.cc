#include "renderer/script/node_wrappers.h"

#include <string>
#include <utility>

#include "renderer/dom/document.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

constexpr size_t kPendingLimit = 4096;

JSClassRef ClassOf(const BindingClasses& classes, NodeType type) {
  switch (type) {
    case NodeType::kDocument:
      return classes.document;
    case NodeType::kElement:
      return classes.element;
    case NodeType::kText:
      return classes.text;
  }
  return classes.node;
}

Node& RootOf(Node& node) {
  Node* root = &node;
  while (root->parent()) {
    root = root->parent();
  }
  return *root;
}

JsString MemberName(NodeId id) {
  return JsString("member" + std::to_string(id));
}

}  // namespace

NodeWrappers::NodeWrappers(Realm& realm, Document& document)
    : realm_(realm), document_(document), owner_name_("owner"), root_name_("root") {
  NodeWrapper& wrapper = realm.document_wrapper();  // lives in the realm, as does its object
  wrapper.node = &document;
  wrapper.id = document.id();
  by_id_[wrapper.id] = &wrapper;
}

NodeWrappers::~NodeWrappers() {
  realm_.document_wrapper().node = nullptr;
  ReleaseDead();
  for (NodeWrapper* wrapper : all_) {
    SetProtected(*wrapper, false);
    if (wrapper->weak) {
      realm_.vm().extras().weak_release(realm_.vm().group(), wrapper->weak);
      wrapper->weak = nullptr;
    }
    // Not unpinned: the document goes next, and it would look through a whole tree for each.
    wrapper->node = nullptr;
    wrapper->wrappers = nullptr;
  }
}

NodeWrapper* NodeWrappers::Find(const Node& node) const {
  const auto found = by_id_.find(node.id());
  if (found == by_id_.end()) {
    return nullptr;
  }
  NodeWrapper* wrapper = found->second;
  if (wrapper->weak && !wrapper->is_protected && !realm_.vm().extras().weak_get(wrapper->weak)) {
    return nullptr;  // collected, not finalised yet
  }
  return wrapper;
}

JSObjectRef NodeWrappers::Existing(const Node& node) const {
  const NodeWrapper* wrapper = Find(node);
  return wrapper ? wrapper->object : nullptr;
}

JSObjectRef NodeWrappers::Wrap(Node& node) {
  if (NodeWrapper* wrapper = Find(node)) {
    return wrapper->object;
  }
  ScriptVm& vm = realm_.vm();
  auto* wrapper = new NodeWrapper;  // freed by Finalize
  wrapper->kind = NativeKind::kNode;
  wrapper->realm = &realm_;
  wrapper->node = &node;
  wrapper->id = node.id();
  wrapper->wrappers = this;
  document_.Pin(node);
  all_.insert(wrapper);
  // May collect, which only queues.
  wrapper->object =
      JSObjectMake(realm_.context(), ClassOf(vm.classes(), node.type()), static_cast<NativeData*>(wrapper));
  by_id_[wrapper->id] = wrapper;
  if (!vm.extras().has_weak()) {
    SetProtected(*wrapper, true);
    return wrapper->object;
  }
  // Weak last: it makes the object known to us, and the stack holds it until then.
  wrapper->weak = vm.extras().weak_create(vm.group(), wrapper->object);
  if (node.attached()) {
    SetProtected(*wrapper, true);
  } else if (node.parent() || node.first_child()) {
    MarkPending(*wrapper);
  }
  return wrapper->object;
}

JSValueRef NodeWrappers::WrapOrNull(Node* node) {
  return node ? Wrap(*node) : JSValueMakeNull(realm_.context());
}

JSObjectRef NodeWrappers::Facet(NodeWrapper& wrapper, NodeFacet& facet, NativeKind kind, JSClassRef object_class) {
  if (!facet.object) {
    const JSContextRef context = realm_.context();
    facet.kind = kind;
    facet.realm = &realm_;
    facet.owner = &wrapper;
    facet.object = JSObjectMake(context, object_class, static_cast<NativeData*>(&facet));
    realm_.vm().SetHidden(context, facet.object, owner_name_, wrapper.object);
    realm_.vm().SetHidden(context, wrapper.object, JsString(kind == NativeKind::kStyle ? "style" : "classList"),
                          facet.object);
  }
  return facet.object;
}

void NodeWrappers::SetProtected(NodeWrapper& wrapper, bool value) {
  if (wrapper.is_protected == value) {
    return;
  }
  wrapper.is_protected = value;
  if (value) {
    JSValueProtect(realm_.context(), wrapper.object);
  } else {
    JSValueUnprotect(realm_.context(), wrapper.object);
  }
}

void NodeWrappers::MarkPending(NodeWrapper& wrapper) {
  if (wrapper.pending || !wrapper.weak) {
    return;
  }
  wrapper.pending = true;
  SetProtected(wrapper, true);
  pending_.push_back(&wrapper);
}

void NodeWrappers::NoteMoved(Node& subtree) {
  if (NodeWrapper* wrapper = Find(subtree)) {
    MarkPending(*wrapper);
  }
  NoteChildrenMoved(subtree);
}

void NodeWrappers::NoteChildrenMoved(Node& parent) {
  for (Node* node = parent.Next(parent); node; node = node->Next(parent)) {
    if (NodeWrapper* wrapper = Find(*node)) {
      MarkPending(*wrapper);
    }
  }
}

void NodeWrappers::SettleIfMany() {
  if (pending_.size() >= kPendingLimit) {
    Settle();
  }
}

void NodeWrappers::Link(NodeWrapper& wrapper, NodeWrapper& root) {
  const JSContextRef context = realm_.context();
  realm_.vm().SetHidden(context, wrapper.object, root_name_, root.object);
  realm_.vm().SetHidden(context, root.object, MemberName(wrapper.id), wrapper.object);
  wrapper.linked_root = root.id;
}

void NodeWrappers::Unlink(NodeWrapper& wrapper) {
  if (wrapper.linked_root == 0) {
    return;
  }
  const JSContextRef context = realm_.context();
  realm_.vm().DeleteHidden(context, wrapper.object, root_name_);
  const auto root = by_id_.find(std::exchange(wrapper.linked_root, 0));
  // Each keeps the other: as long as this one lives that one does.
  if (root != by_id_.end()) {
    realm_.vm().DeleteHidden(context, root->second->object, MemberName(wrapper.id));
  }
}

void NodeWrappers::Settle() {
  // Wrapping a root may add to the list, at its end.
  for (size_t i = 0; i < pending_.size(); ++i) {
    NodeWrapper& wrapper = *pending_[i];
    wrapper.pending = false;
    if (wrapper.node->attached()) {
      Unlink(wrapper);
      continue;
    }
    Node& root = RootOf(*wrapper.node);
    if (wrapper.linked_root != root.id() || &root == wrapper.node) {
      Unlink(wrapper);
      if (&root != wrapper.node) {
        Wrap(root);
        Link(wrapper, *Find(root));
      }
    }
    SetProtected(wrapper, false);
  }
  pending_.clear();
  ReleaseDead();
}

void NodeWrappers::ReleaseDead() {
  for (JscWeakRef weak : std::exchange(dead_weaks_, {})) {
    realm_.vm().extras().weak_release(realm_.vm().group(), weak);
  }
  for (NodeId id : std::exchange(dead_pins_, {})) {
    document_.Unpin(id);
  }
}

void NodeWrappers::Finalize(JSObjectRef object) {
  auto* wrapper = NativeDataOf<NodeWrapper>(object, NativeKind::kNode);
  if (!wrapper || wrapper->id == 0) {
    return;  // a prototype; the document's lives in the realm
  }
  if (NodeWrappers* self = wrapper->wrappers) {
    self->all_.erase(wrapper);
    const auto found = self->by_id_.find(wrapper->id);
    if (found != self->by_id_.end() && found->second == wrapper) {
      self->by_id_.erase(found);
    }
    self->dead_pins_.push_back(wrapper->id);
    if (wrapper->weak) {
      self->dead_weaks_.push_back(wrapper->weak);
    }
  }
  delete wrapper;
}

}  // namespace bulkhead
