#include "renderer/script/host_function.h"

#include "renderer/script/realm.h"

namespace bulkhead {
namespace {

JSValueRef CallHostFunction(JSContextRef context, JSObjectRef object, JSObjectRef self, size_t count,
                            const JSValueRef* args, JSValueRef* exception) {
  auto& function = *NativeDataOf<HostFunction>(object, NativeKind::kFunction);
  Realm& realm = *function.realm;
  NativeCall call{.context = context,
                  .realm = realm,
                  .scripts = realm.page(),
                  .self = self,
                  .wrapper = nullptr,
                  .args = {args, count},
                  .exception = exception};
  if (function.needs_page && !call.scripts) {
    return call.Throw(ErrorKind::kError, "There is no page");
  }
  return function.body(call);
}

void FinalizeHostFunction(JSObjectRef object) {
  delete NativeDataOf<HostFunction>(object, NativeKind::kFunction);
}

}  // namespace

JSClassRef MakeHostFunctionClass() {
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Function";
  // Its prototype is Function.prototype, set by the realm: call(), apply() and bind() work.
  definition.attributes = kJSClassAttributeNoAutomaticPrototype;
  definition.callAsFunction = CallHostFunction;
  definition.finalize = FinalizeHostFunction;
  return JSClassCreate(&definition);
}

}  // namespace bulkhead
