#include "renderer/script/native_call.h"

#include <cmath>

#include "renderer/dom/element.h"
#include "renderer/script/js_value.h"
#include "renderer/script/node_wrapper.h"
#include "renderer/script/realm.h"

namespace bulkhead {
namespace {

NodeWrapper* WrapperOf(JSObjectRef object) {
  auto* data = object ? static_cast<NativeData*>(JSObjectGetPrivate(object)) : nullptr;
  if (!data) {
    return nullptr;
  }
  switch (data->kind) {
    case NativeKind::kNode:
      return static_cast<NodeWrapper*>(data);
    case NativeKind::kStyle:
    case NativeKind::kClassList:
      return static_cast<NodeFacet*>(data)->owner;
    case NativeKind::kFunction:
    case NativeKind::kMicrotask:
    case NativeKind::kEvent:
      break;
  }
  return nullptr;
}

}  // namespace

Node& NativeCall::node() const {
  return *wrapper->node;
}

Element& NativeCall::element() const {
  return *wrapper->node->AsElement();
}

JSValueRef NativeCall::Arg(size_t index) const {
  return index < args.size() ? args[index] : JSValueMakeUndefined(context);
}

std::string NativeCall::Text(size_t index) const {
  return ToText(context, Arg(index), exception);
}

double NativeCall::Number(size_t index) const {
  return index < args.size() ? JSValueToNumber(context, args[index], exception) : std::nan("");
}

Node* NativeCall::NodeArg(size_t index) const {
  JSObjectRef object = AsObject(context, Arg(index));
  auto* data = NativeDataOf<NodeWrapper>(object, NativeKind::kNode);
  return data ? data->node : nullptr;
}

JSValueRef NativeCall::Throw(ErrorKind kind, std::string_view message) const {
  *exception = realm.MakeError(kind, message);
  return Undefined();
}

JSValueRef NativeCall::ThrowDom(const char* name, std::string_view message) const {
  Throw(ErrorKind::kError, message);
  if (JSObjectRef error = AsObject(context, *exception)) {
    SetProperty(context, error, "name", Make(std::string_view(name)), kMethod);
  }
  return Undefined();
}

JSValueRef NativeCall::Make(std::string_view text) const {
  return MakeText(context, text);
}

JSValueRef CallOnNode(NativeBody body, NodeNeed need, JSContextRef context, JSObjectRef self,
                      std::span<const JSValueRef> args, JSValueRef* exception) {
  NodeWrapper* wrapper = WrapperOf(self);
  if (!wrapper || !wrapper->node || (need == NodeNeed::kElement && !wrapper->node->AsElement())) {
    const JSValueRef message[] = {MakeText(context, "Illegal invocation: not a node of the right type")};
    *exception = JSObjectMakeError(context, 1, message, nullptr);
    return JSValueMakeUndefined(context);
  }
  NativeCall call{.context = context,
                  .realm = *wrapper->realm,
                  .scripts = wrapper->realm->page(),
                  .self = self,
                  .wrapper = wrapper,
                  .args = args,
                  .exception = exception};
  return body(call);
}

}  // namespace bulkhead
