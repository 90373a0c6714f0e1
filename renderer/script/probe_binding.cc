// probe.run("name", {param: value}), in the renderers of `bulkhead probe` only.
#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_host.h"

namespace bulkhead {
namespace {

JSValueRef RunProbe(NativeCall& call) {
  const ProbeRequest probe{.name = call.Text(0), .params = NamedTexts(call, 1)};
  if (call.failed()) {
    return call.Undefined();
  }
  if (const auto refusal = call.page().host().RunProbe(probe)) {
    return call.Throw(ErrorKind::kError, *refusal);
  }
  return call.Undefined();
}

}  // namespace

void InstallProbe(Realm& realm) {
  const JSContextRef context = realm.context();
  JSObjectRef probe = JSObjectMake(context, nullptr, nullptr);
  realm.DefineFunction(probe, "run", RunProbe);
  realm.Freeze(probe);
  SetProperty(context, realm.global(), "probe", probe, kJSPropertyAttributeReadOnly | kJSPropertyAttributeDontDelete);
}

}  // namespace bulkhead
