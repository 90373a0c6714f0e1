#include "renderer/script/js_value.h"

namespace bulkhead {

JSValueRef MakeText(JSContextRef context, std::string_view utf8) {
  return JSValueMakeString(context, JsString(utf8).get());
}

std::string ToText(JSContextRef context, JSValueRef value, JSValueRef* exception) {
  return JsString::Adopt(JSValueToStringCopy(context, value, exception)).ToUtf8();
}

JSValueRef GetProperty(JSContextRef context, JSObjectRef object, std::string_view name, JSValueRef* exception) {
  JSValueRef value = JSObjectGetProperty(context, object, JsString(name).get(), exception);
  return value ? value : JSValueMakeUndefined(context);
}

void SetProperty(JSContextRef context, JSObjectRef object, std::string_view name, JSValueRef value,
                 JSPropertyAttributes attributes) {
  JSObjectSetProperty(context, object, JsString(name).get(), value, attributes, nullptr);
}

JSObjectRef AsFunction(JSContextRef context, JSValueRef value) {
  JSObjectRef object = AsObject(context, value);
  return object && JSObjectIsFunction(context, object) ? object : nullptr;
}

}  // namespace bulkhead
