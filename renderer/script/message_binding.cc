// bulkhead: the page's line to the application that shows it. postMessage(value) goes up as JSON; onmessage, if it is a
// function, gets an event whose `data` is the value that came down.
#include <string>
#include <string_view>

#include "renderer/script/bindings.h"
#include "renderer/script/js_value.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_host.h"

namespace bulkhead {
namespace {

// Half of a surrogate pair is a string to JavaScript, and JSON.stringify() writes it as an escape (and nothing else so: a pair
// stands as it is). No UTF-8 has it, so JSON parsers refuse it: U+FFFD, as in all text that leaves a page.
std::string WithoutHalfPairs(std::string json) {
  for (size_t at = json.find('\\'); at != std::string::npos; at = json.find('\\', at + 2)) {
    const std::string_view escape = std::string_view(json).substr(at, 6);
    if (escape.size() == 6 && (escape.starts_with("\\ud") || escape.starts_with("\\uD")) &&
        std::string_view("89abcdefABCDEF").find(escape[3]) != std::string_view::npos) {
      json.replace(at, 6, "\\ufffd");
    }
  }
  return json;
}

JSValueRef PostMessage(NativeCall& call) {
  const JsString json = JsString::Adopt(JSValueCreateJSONString(call.context, call.Arg(0), 0, call.exception));
  if (call.failed()) {
    return call.Undefined();  // toJSON() threw, or the value holds itself
  }
  if (json.get() == nullptr) {
    return call.Throw(ErrorKind::kTypeError, "postMessage: JSON has no word for this value");
  }
  if (const auto refusal = call.page().host().PostMessage(WithoutHalfPairs(json.ToUtf8()))) {
    return call.Throw(ErrorKind::kError, "postMessage: " + *refusal);
  }
  return call.Undefined();
}

}  // namespace

void InstallMessages(Realm& realm) {
  const JSContextRef context = realm.context();
  JSObjectRef bulkhead = JSObjectMake(context, nullptr, nullptr);
  realm.DefineFunction(bulkhead, "postMessage", PostMessage);
  SetProperty(context, bulkhead, "onmessage", JSValueMakeNull(context));
  SetProperty(context, realm.global(), "bulkhead", bulkhead, kJSPropertyAttributeReadOnly | kJSPropertyAttributeDontDelete);
}

void PageScripts::DeliverMessage(std::string_view json) {
  const Turn turn(*this);
  const JSContextRef context = realm_->context();
  JSObjectRef bulkhead = AsObject(context, GetProperty(context, realm_->global(), "bulkhead"));
  JSObjectRef handler = bulkhead ? AsFunction(context, GetProperty(context, bulkhead, "onmessage")) : nullptr;
  const JSValueRef value = JSValueMakeFromJSONString(context, JsString(json).get());
  if (!handler || !value) {
    return;  // nobody listens
  }
  JSObjectRef event = events_.MakeEvent("message", false);
  SetProperty(context, event, "data", value);
  Call(handler, bulkhead, {event}, {});
}

}  // namespace bulkhead
