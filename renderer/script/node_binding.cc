// Node: the tree, text content, listeners; and Text.
#include <string>
#include <vector>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/text.h"
#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {

JSValueRef InsertNode(NativeCall& call, Node& parent, Node& child, Node* before) {
  switch (parent.InsertBefore(child, before)) {
    case DomError::kNone:
      break;
    case DomError::kHierarchyRequest:
      return call.ThrowDom("HierarchyRequestError", "The node cannot be put there");
    case DomError::kNotFound:
      return call.ThrowDom("NotFoundError", "The reference node is not a child of this node");
  }
  call.page().wrappers().NoteMoved(child);
  call.page().wrappers().SettleIfMany();
  return call.page().wrappers().Wrap(child);
}

bool AppendAll(NativeCall& call, Node& parent, Node* before) {
  for (size_t i = 0; i < call.args.size(); ++i) {
    Node* child = call.NodeArg(i);
    if (!child) {
      const std::string text = call.Text(i);
      if (call.failed()) {
        return false;
      }
      child = &call.page().document().CreateText(text);
    }
    InsertNode(call, parent, *child, before);
    if (call.failed()) {
      return false;
    }
  }
  return true;
}

namespace {

JSValueRef NotANode(const NativeCall& call) {
  return call.Throw(ErrorKind::kTypeError, "The argument is not a node");
}

JSValueRef RemoveFrom(NativeCall& call, Node& parent, Node& child) {
  // Before: what has no wrapper at all is destroyed by it.
  call.page().wrappers().NoteMoved(child);
  if (parent.RemoveChild(child) != DomError::kNone) {
    return call.ThrowDom("NotFoundError", "The node is not a child of this node");
  }
  call.page().wrappers().SettleIfMany();
  return call.Undefined();
}

JSValueRef AppendChild(NativeCall& call) {
  Node* child = call.NodeArg(0);
  return child ? InsertNode(call, call.node(), *child, nullptr) : NotANode(call);
}

JSValueRef InsertBefore(NativeCall& call) {
  Node* child = call.NodeArg(0);
  return child ? InsertNode(call, call.node(), *child, call.NodeArg(1)) : NotANode(call);
}

JSValueRef RemoveChild(NativeCall& call) {
  Node* child = call.NodeArg(0);
  if (!child) {
    return NotANode(call);
  }
  RemoveFrom(call, call.node(), *child);
  return call.Arg(0);
}

JSValueRef ReplaceChild(NativeCall& call) {
  Node* child = call.NodeArg(0);
  Node* old = call.NodeArg(1);
  if (!child || !old) {
    return NotANode(call);
  }
  if (child != old) {
    InsertNode(call, call.node(), *child, old);
    if (!call.failed()) {
      RemoveFrom(call, call.node(), *old);
    }
  }
  return call.Arg(1);
}

JSValueRef Remove(NativeCall& call) {
  Node& node = call.node();
  return node.parent() ? RemoveFrom(call, *node.parent(), node) : call.Undefined();
}

JSValueRef Append(NativeCall& call) {
  AppendAll(call, call.node(), nullptr);
  return call.Undefined();
}

JSValueRef Prepend(NativeCall& call) {
  AppendAll(call, call.node(), call.node().first_child());
  return call.Undefined();
}

JSValueRef Before(NativeCall& call) {
  if (Node* parent = call.node().parent()) {
    AppendAll(call, *parent, &call.node());
  }
  return call.Undefined();
}

JSValueRef After(NativeCall& call) {
  if (Node* parent = call.node().parent()) {
    AppendAll(call, *parent, call.node().next_sibling());
  }
  return call.Undefined();
}

JSValueRef ReplaceChildren(NativeCall& call) {
  call.page().wrappers().NoteChildrenMoved(call.node());
  call.node().RemoveAllChildren();
  AppendAll(call, call.node(), nullptr);
  return call.Undefined();
}

JSValueRef Contains(NativeCall& call) {
  const Node* other = call.NodeArg(0);
  return call.Make(other && call.node().Contains(*other));
}

JSValueRef HasChildNodes(NativeCall& call) {
  return call.Make(call.node().first_child() != nullptr);
}

JSValueRef CloneNode(NativeCall& call) {
  if (call.node().type() == NodeType::kDocument) {
    return call.ThrowDom("NotSupportedError", "A document cannot be cloned");
  }
  return call.page().wrappers().Wrap(call.node().Clone(JSValueToBoolean(call.context, call.Arg(0))));
}

JSValueRef AddNodeListener(NativeCall& call) {
  AddListener(call, call.self);
  return call.Undefined();
}

JSValueRef RemoveNodeListener(NativeCall& call) {
  RemoveListener(call, call.self);
  return call.Undefined();
}

JSValueRef TextContent(NativeCall& call) {
  return call.node().type() == NodeType::kDocument ? call.Null()
                                                   : call.Make(std::string_view(call.node().TextContent()));
}

JSValueRef SetTextContent(NativeCall& call) {
  const std::string text = JSValueIsNull(call.context, call.Arg(0)) ? std::string() : call.Text(0);
  if (call.failed() || call.node().type() == NodeType::kDocument) {
    return call.Undefined();
  }
  call.page().wrappers().NoteChildrenMoved(call.node());
  call.node().SetTextContent(text);
  call.page().wrappers().SettleIfMany();
  return call.Undefined();
}

JSValueRef NodeValue(NativeCall& call) {
  const Text* text = call.node().AsText();
  return text ? call.Make(std::string_view(text->data())) : call.Null();
}

JSValueRef SetNodeValue(NativeCall& call) {
  if (Text* text = call.node().AsText()) {
    const std::string data = JSValueIsNull(call.context, call.Arg(0)) ? std::string() : call.Text(0);
    if (!call.failed()) {
      text->SetData(data);
    }
  }
  return call.Undefined();
}

JSValueRef NodeTypeNumber(NativeCall& call) {
  switch (call.node().type()) {
    case NodeType::kElement:
      return call.Make(1.0);
    case NodeType::kText:
      return call.Make(3.0);
    case NodeType::kDocument:
      break;
  }
  return call.Make(9.0);
}

JSValueRef NodeName(NativeCall& call) {
  const Element* element = call.node().AsElement();
  if (!element) {
    return call.Make(std::string_view(call.node().AsText() ? "#text" : "#document"));
  }
  std::string name = element->tag();
  for (char& c : name) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return call.Make(std::string_view(name));
}

JSValueRef ParentNode(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.node().parent());
}

JSValueRef ParentElement(NativeCall& call) {
  Node* parent = call.node().parent();
  return call.page().wrappers().WrapOrNull(parent && parent->AsElement() ? parent : nullptr);
}

JSValueRef FirstChild(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.node().first_child());
}

JSValueRef LastChild(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.node().last_child());
}

JSValueRef NextSibling(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.node().next_sibling());
}

JSValueRef PreviousSibling(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.node().previous_sibling());
}

JSValueRef ChildNodes(NativeCall& call) {
  ArrayBuilder list(call.context);
  for (Node* child = call.node().first_child(); child; child = child->next_sibling()) {
    list.Add(call.page().wrappers().Wrap(*child));
  }
  return list.array();
}

JSValueRef IsConnected(NativeCall& call) {
  return call.Make(call.node().attached());
}

JSValueRef OwnerDocument(NativeCall& call) {
  return call.node().type() == NodeType::kDocument ? call.Null() : call.realm.document();
}

}  // namespace

JSClassRef MakeNodeClass() {
  static constexpr JSStaticFunction kFunctions[] = {
      Method<AppendChild>("appendChild"), Method<InsertBefore>("insertBefore"),
      Method<RemoveChild>("removeChild"), Method<ReplaceChild>("replaceChild"),
      Method<Remove>("remove"), Method<Append>("append"),
      Method<Prepend>("prepend"), Method<Before>("before"),
      Method<After>("after"), Method<ReplaceChildren>("replaceChildren"),
      Method<Contains>("contains"), Method<HasChildNodes>("hasChildNodes"),
      Method<CloneNode>("cloneNode"), Method<AddNodeListener>("addEventListener"),
      Method<RemoveNodeListener>("removeEventListener"), {nullptr, nullptr, 0}};
  static constexpr JSStaticValue kValues[] = {
      Accessor<TextContent, SetTextContent>("textContent"), Accessor<NodeValue, SetNodeValue>("nodeValue"),
      Getter<NodeTypeNumber>("nodeType"), Getter<NodeName>("nodeName"),
      Getter<ParentNode>("parentNode"), Getter<ParentElement>("parentElement"),
      Getter<FirstChild>("firstChild"), Getter<LastChild>("lastChild"),
      Getter<NextSibling>("nextSibling"), Getter<PreviousSibling>("previousSibling"),
      Getter<ChildNodes>("childNodes"), Getter<IsConnected>("isConnected"),
      Getter<OwnerDocument>("ownerDocument"), {nullptr, nullptr, nullptr, 0}};
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Node";
  definition.staticFunctions = kFunctions;
  definition.staticValues = kValues;
  definition.finalize = NodeWrappers::Finalize;  // of every class below it too
  return JSClassCreate(&definition);
}

JSClassRef MakeTextClass(JSClassRef node) {
  static constexpr JSStaticValue kValues[] = {Accessor<NodeValue, SetNodeValue>("data"),
                                              {nullptr, nullptr, nullptr, 0}};
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Text";
  definition.parentClass = node;
  definition.staticValues = kValues;
  return JSClassCreate(&definition);
}

}  // namespace bulkhead
