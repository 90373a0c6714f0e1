// Realm: one global object with the bindings on it: the world of one page's scripts. It can be made before there is a page
// (before the fork); Attach() gives it one, for good. Main thread only.
#ifndef BULKHEAD_RENDERER_SCRIPT_REALM_H_
#define BULKHEAD_RENDERER_SCRIPT_REALM_H_

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <string_view>
#include <vector>

#include "renderer/script/js_value.h"
#include "renderer/script/native_call.h"
#include "renderer/script/native_data.h"
#include "renderer/script/node_wrapper.h"
#include "renderer/script/protected_value.h"

namespace bulkhead {

class PageScripts;
class ScriptVm;

class Realm {
 public:
  explicit Realm(ScriptVm& vm);
  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;
  ~Realm();

  ScriptVm& vm() const { return vm_; }
  JSGlobalContextRef context() const { return context_; }
  JSObjectRef global() const { return JSContextGetGlobalObject(context_); }
  PageScripts* page() const { return page_; }
  void Attach(PageScripts& page) { page_ = &page; }

  // A function object; `needs_page`: throws while there is none.
  JSObjectRef MakeFunction(NativeBody body, bool needs_page = true);
  void DefineFunction(JSObjectRef object, const char* name, NativeBody body, bool needs_page = true);
  // `setter` null: assignments are ignored.
  void DefineAccessor(JSObjectRef object, const char* name, NativeBody getter, NativeBody setter);
  void Freeze(JSObjectRef object);
  // Own and enumerable. (JSObjectCopyPropertyNames() leaves what a proxy throws behind for the next call to find.)
  std::vector<std::string> Keys(JSObjectRef object, JSValueRef* exception);

  JSValueRef MakeError(ErrorKind kind, std::string_view message);
  bool IsError(JSValueRef value) const;
  // Calls `job` as a microtask.
  void QueueMicrotask(JSObjectRef job);

  // Its document object, made with it; the node comes with the page.
  NodeWrapper& document_wrapper() { return document_wrapper_; }
  JSObjectRef document() const { return document_.object(); }
  // Carries the listeners of the window.
  JSObjectRef window_target() const { return window_target_.object(); }

 private:
  struct Context {  // released last: protected values are released in it
    explicit Context(JSGlobalContextRef context) : ref(context) {}
    ~Context() { JSGlobalContextRelease(ref); }
    JSGlobalContextRef ref;
  };

  JSObjectRef Intrinsic(std::string_view expression);
  ProtectedValue Protect(JSValueRef value) { return ProtectedValue(context_, value); }

  ScriptVm& vm_;
  const Context owned_context_;
  const JSGlobalContextRef context_;
  PageScripts* page_ = nullptr;

  // As they were before any page could change them.
  ProtectedValue function_prototype_;
  ProtectedValue error_;
  ProtectedValue type_error_;
  ProtectedValue syntax_error_;
  ProtectedValue define_property_;
  ProtectedValue freeze_;
  ProtectedValue keys_;
  ProtectedValue then_;
  ProtectedValue resolved_promise_;
  ProtectedValue document_;
  ProtectedValue window_target_;
  NodeWrapper document_wrapper_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_REALM_H_
