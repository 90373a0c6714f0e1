// addEventListener() and removeEventListener() of the window; nodes have theirs in node_binding.cc.
#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"

namespace bulkhead {

void AddListener(NativeCall& call, JSObjectRef holder) {
  const std::string type = call.Text(0);
  JSObjectRef listener = AsObject(call.context, call.Arg(1));
  if (call.failed() || !listener) {
    return;
  }
  JSObjectRef options = AsObject(call.context, call.Arg(2));
  const bool once = options && JSValueToBoolean(call.context, GetProperty(call.context, options, "once"));
  call.page().events().AddListener(holder, type, listener, once);
}

void RemoveListener(NativeCall& call, JSObjectRef holder) {
  const std::string type = call.Text(0);
  JSObjectRef listener = AsObject(call.context, call.Arg(1));
  if (!call.failed() && listener) {
    call.page().events().RemoveListener(holder, type, listener);
  }
}

namespace {

JSValueRef AddWindowListener(NativeCall& call) {
  AddListener(call, call.realm.window_target());
  return call.Undefined();
}

JSValueRef RemoveWindowListener(NativeCall& call) {
  RemoveListener(call, call.realm.window_target());
  return call.Undefined();
}

}  // namespace

void InstallEvents(Realm& realm) {
  realm.DefineFunction(realm.global(), "addEventListener", AddWindowListener);
  realm.DefineFunction(realm.global(), "removeEventListener", RemoveWindowListener);
}

}  // namespace bulkhead
