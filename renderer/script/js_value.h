// Small verbs on JavaScript values, so that bindings read as what they do. `exception` may be null where a failure does not
// matter; it is only ever set, never cleared.
#ifndef BULKHEAD_RENDERER_SCRIPT_JS_VALUE_H_
#define BULKHEAD_RENDERER_SCRIPT_JS_VALUE_H_

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <string_view>

#include "renderer/script/js_string.h"

namespace bulkhead {

JSValueRef MakeText(JSContextRef context, std::string_view utf8);

// A JavaScript array in the making. Values go straight into it: in a vector of ours the collector would not see them.
class ArrayBuilder {
 public:
  explicit ArrayBuilder(JSContextRef context)
      : context_(context), array_(JSObjectMakeArray(context, 0, nullptr, nullptr)) {}
  void Add(JSValueRef value) { JSObjectSetPropertyAtIndex(context_, array_, count_++, value, nullptr); }
  JSObjectRef array() const { return array_; }

 private:
  JSContextRef context_;
  JSObjectRef array_;
  unsigned count_ = 0;
};

// String(value); empty if that throws.
std::string ToText(JSContextRef context, JSValueRef value, JSValueRef* exception);

// undefined if reading throws.
JSValueRef GetProperty(JSContextRef context, JSObjectRef object, std::string_view name,
                       JSValueRef* exception = nullptr);
void SetProperty(JSContextRef context, JSObjectRef object, std::string_view name, JSValueRef value,
                 JSPropertyAttributes attributes = kJSPropertyAttributeNone);

// null if `value` is not an object.
inline JSObjectRef AsObject(JSContextRef context, JSValueRef value) {
  return value && JSValueIsObject(context, value) ? const_cast<JSObjectRef>(value) : nullptr;
}
// null if `value` cannot be called.
JSObjectRef AsFunction(JSContextRef context, JSValueRef value);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_JS_VALUE_H_
