// ScriptVm: JavaScriptCore's VM (a context group) with what all realms of the process share. Main thread only.
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_VM_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_VM_H_

#include <JavaScriptCore/JavaScript.h>

#include <memory>

#include "renderer/script/js_string.h"
#include "renderer/script/jsc_extras.h"
#include "renderer/script/random_source.h"
#include "renderer/script/script_watchdog.h"

namespace bulkhead {

// Made once; an object's class also carries its prototype in each realm.
struct BindingClasses {
  JSClassRef function = nullptr;
  JSClassRef holder = nullptr;  // nothing but room for hidden references
  JSClassRef microtask = nullptr;
  JSClassRef event = nullptr;
  JSClassRef node = nullptr;
  JSClassRef text = nullptr;
  JSClassRef document = nullptr;
  JSClassRef element = nullptr;
  JSClassRef style = nullptr;
  JSClassRef class_list = nullptr;
};

class ScriptVm {
 public:
  ScriptVm();
  ScriptVm(const ScriptVm&) = delete;
  ScriptVm& operator=(const ScriptVm&) = delete;
  ~ScriptVm();

  JSContextGroupRef group() const { return group_; }
  const JscExtras& extras() const { return extras_; }
  const BindingClasses& classes() const { return classes_; }
  RandomSource& random() { return random_; }
  ScriptWatchdog& watchdog() { return *watchdog_; }
  unsigned cpus() const { return cpus_; }

  // A reference that the collector sees and scripts do not. `object` is of one of our classes.
  void SetHidden(JSContextRef context, JSObjectRef object, const JsString& name, JSValueRef value) const;
  JSValueRef GetHidden(JSContextRef context, JSObjectRef object, const JsString& name) const;  // null: none
  void DeleteHidden(JSContextRef context, JSObjectRef object, const JsString& name) const;

  void Collect(JSContextRef context) const;

 private:
  const JscExtras extras_;
  JSContextGroupRef group_ = nullptr;
  BindingClasses classes_;
  RandomSource random_;
  std::unique_ptr<ScriptWatchdog> watchdog_;
  // Read here because the sandbox forbids sched_getaffinity() later.
  const unsigned cpus_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_VM_H_
