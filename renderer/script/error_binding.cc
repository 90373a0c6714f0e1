// Unhandled rejections.
#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

// Called with the promise and its reason when the microtasks are done and nobody handled it.
JSValueRef OnRejection(NativeCall& call) {
  const PageScripts::Turn turn(call.page());
  call.page().ReportRejection(call.Arg(0), call.Arg(1));
  return call.Undefined();
}

}  // namespace

void InstallErrors(Realm& realm) {
  if (auto set = realm.vm().extras().set_unhandled_rejection) {
    JSValueRef exception = nullptr;
    set(realm.context(), realm.MakeFunction(OnRejection), &exception);
  }
}

}  // namespace bulkhead
