// NativeCall: one call from JavaScript into a binding. Bindings are plain functions of it; templates make the C callbacks
// that JavaScriptCore wants.
#ifndef BULKHEAD_RENDERER_SCRIPT_NATIVE_CALL_H_
#define BULKHEAD_RENDERER_SCRIPT_NATIVE_CALL_H_

#include <JavaScriptCore/JavaScript.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace bulkhead {

class Element;
class Node;
class PageScripts;
class Realm;
struct NodeWrapper;

enum class ErrorKind { kError, kTypeError, kSyntaxError };

struct NativeCall {
  JSContextRef context;
  Realm& realm;
  PageScripts* scripts;  // null only in functions that work without a page
  JSObjectRef self;
  NodeWrapper* wrapper;  // of `self`, if that is a node (or its style or class list)
  std::span<const JSValueRef> args;
  JSValueRef* exception;

  PageScripts& page() const { return *scripts; }
  Node& node() const;
  Element& element() const;  // of an element, its style or class list

  bool failed() const { return *exception != nullptr; }
  // undefined if there is none.
  JSValueRef Arg(size_t index) const;
  bool Has(size_t index) const { return index < args.size(); }
  // As JavaScript converts; may run script and fail.
  std::string Text(size_t index) const;
  double Number(size_t index) const;
  // The node that the argument wraps; null if it is something else.
  Node* NodeArg(size_t index) const;

  // Sets the exception and returns undefined.
  JSValueRef Throw(ErrorKind kind, std::string_view message) const;
  // An Error whose name is one of the DOM's ("NotFoundError").
  JSValueRef ThrowDom(const char* name, std::string_view message) const;

  JSValueRef Undefined() const { return JSValueMakeUndefined(context); }
  JSValueRef Null() const { return JSValueMakeNull(context); }
  JSValueRef Make(double number) const { return JSValueMakeNumber(context, number); }
  JSValueRef Make(bool value) const { return JSValueMakeBoolean(context, value); }
  JSValueRef Make(std::string_view text) const;
};

using NativeBody = JSValueRef (*)(NativeCall& call);

enum class NodeNeed { kAny, kElement };

// `self` must be a node (style, class list) of a living page and of the type that the body needs, else an Error: a script
// can call any function on any object.
JSValueRef CallOnNode(NativeBody body, NodeNeed need, JSContextRef context, JSObjectRef self,
                      std::span<const JSValueRef> args, JSValueRef* exception);

template <NativeBody kBody, NodeNeed kNeed>
JSValueRef NodeMethod(JSContextRef context, JSObjectRef, JSObjectRef self, size_t count, const JSValueRef* args,
                      JSValueRef* exception) {
  return CallOnNode(kBody, kNeed, context, self, {args, count}, exception);
}

// Getters and setters are found on objects of their class alone.
template <NativeBody kBody>
JSValueRef NodeGetter(JSContextRef context, JSObjectRef self, JSStringRef, JSValueRef* exception) {
  return CallOnNode(kBody, NodeNeed::kAny, context, self, {}, exception);
}

template <NativeBody kBody>
bool NodeSetter(JSContextRef context, JSObjectRef self, JSStringRef, JSValueRef value, JSValueRef* exception) {
  CallOnNode(kBody, NodeNeed::kAny, context, self, {&value, 1}, exception);
  return true;
}

inline constexpr JSPropertyAttributes kMethod = kJSPropertyAttributeDontEnum;
inline constexpr JSPropertyAttributes kReadOnly = kJSPropertyAttributeReadOnly | kJSPropertyAttributeDontEnum;

template <NativeBody kBody>
constexpr JSStaticFunction Method(const char* name) {
  return {name, &NodeMethod<kBody, NodeNeed::kAny>, kMethod};
}
template <NativeBody kBody>
constexpr JSStaticFunction ElementMethod(const char* name) {
  return {name, &NodeMethod<kBody, NodeNeed::kElement>, kMethod};
}
template <NativeBody kGet>
constexpr JSStaticValue Getter(const char* name) {
  return {name, &NodeGetter<kGet>, nullptr, kReadOnly};
}
template <NativeBody kGet, NativeBody kSet>
constexpr JSStaticValue Accessor(const char* name) {
  return {name, &NodeGetter<kGet>, &NodeSetter<kSet>, kMethod};
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_NATIVE_CALL_H_
