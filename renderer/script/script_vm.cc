#include "renderer/script/script_vm.h"

#include <thread>

#include "renderer/script/binding_classes.h"

#if defined(__SANITIZE_ADDRESS__)
// Small blocks that JavaScriptCore refers to from its own heap, where LeakSanitizer does not look.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libjavascriptcoregtk\n";
}
#endif

namespace bulkhead {

ScriptVm::ScriptVm() : extras_(JscExtras::Load()), cpus_(std::thread::hardware_concurrency()) {
  if (extras_.disable_scavenger) {
    extras_.disable_scavenger();  // before the first allocation of the library: it would start a thread
  }
  group_ = JSContextGroupCreate();
  classes_ = MakeBindingClasses();
  watchdog_ = std::make_unique<ScriptWatchdog>(extras_, group_);
}

ScriptVm::~ScriptVm() {
  ReleaseBindingClasses(classes_);
  JSContextGroupRelease(group_);
}

void ScriptVm::SetHidden(JSContextRef context, JSObjectRef object, const JsString& name, JSValueRef value) const {
  if (extras_.has_private()) {
    extras_.set_private(context, object, name.get(), value);
    return;
  }
  JSObjectSetProperty(context, object, name.get(), value, kJSPropertyAttributeDontEnum, nullptr);
}

JSValueRef ScriptVm::GetHidden(JSContextRef context, JSObjectRef object, const JsString& name) const {
  JSValueRef value = extras_.has_private() ? extras_.get_private(context, object, name.get())
                                           : JSObjectGetProperty(context, object, name.get(), nullptr);
  return value && !JSValueIsUndefined(context, value) ? value : nullptr;
}

void ScriptVm::DeleteHidden(JSContextRef context, JSObjectRef object, const JsString& name) const {
  if (extras_.has_private()) {
    extras_.delete_private(context, object, name.get());
    return;
  }
  JSObjectDeleteProperty(context, object, name.get(), nullptr);
}

void ScriptVm::Collect(JSContextRef context) const {
  if (extras_.collect_now) {
    extras_.collect_now(context);
  } else {
    JSGarbageCollect(context);
  }
}

}  // namespace bulkhead
