#include "renderer/script/realm.h"

#include "renderer/script/bindings.h"
#include "renderer/script/host_function.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {

Realm::Realm(ScriptVm& vm)
    : vm_(vm),
      owned_context_(JSGlobalContextCreateInGroup(vm.group(), nullptr)),
      context_(owned_context_.ref),
      function_prototype_(Protect(Intrinsic("Function.prototype"))),
      error_(Protect(Intrinsic("Error"))),
      type_error_(Protect(Intrinsic("TypeError"))),
      syntax_error_(Protect(Intrinsic("SyntaxError"))),
      define_property_(Protect(Intrinsic("Object.defineProperty"))),
      freeze_(Protect(Intrinsic("Object.freeze"))),
      keys_(Protect(Intrinsic("Object.keys"))),
      then_(Protect(Intrinsic("Promise.prototype.then"))),
      resolved_promise_(Protect(Intrinsic("Promise.resolve()"))) {
  document_wrapper_.kind = NativeKind::kNode;
  document_wrapper_.realm = this;
  document_ = Protect(JSObjectMake(context_, vm_.classes().document, static_cast<NativeData*>(&document_wrapper_)));
  document_wrapper_.object = document_.object();
  window_target_ = Protect(JSObjectMake(context_, vm_.classes().holder, nullptr));

  InstallDomConstructors(*this);
  InstallConsole(*this);
  InstallWindow(*this);
  InstallTimers(*this);
  InstallEvents(*this);
  InstallErrors(*this);
}

Realm::~Realm() {
  // It is finalised later than this.
  JSObjectSetPrivate(document_.object(), nullptr);
}

JSObjectRef Realm::Intrinsic(std::string_view expression) {
  return AsObject(context_, JSEvaluateScript(context_, JsString(expression).get(), nullptr, nullptr, 1, nullptr));
}

JSObjectRef Realm::MakeFunction(NativeBody body, bool needs_page) {
  auto* function = new HostFunction;
  function->kind = NativeKind::kFunction;
  function->realm = this;
  function->body = body;
  function->needs_page = needs_page;
  JSObjectRef object = JSObjectMake(context_, vm_.classes().function, static_cast<NativeData*>(function));
  JSObjectSetPrototype(context_, object, function_prototype_.get());
  return object;
}

void Realm::DefineFunction(JSObjectRef object, const char* name, NativeBody body, bool needs_page) {
  JSObjectRef function = MakeFunction(body, needs_page);
  SetProperty(context_, function, "name", MakeText(context_, name), kReadOnly);
  SetProperty(context_, object, name, function, kMethod);
}

void Realm::DefineAccessor(JSObjectRef object, const char* name, NativeBody getter, NativeBody setter) {
  JSObjectRef descriptor = JSObjectMake(context_, nullptr, nullptr);
  SetProperty(context_, descriptor, "get", MakeFunction(getter));
  if (setter) {
    SetProperty(context_, descriptor, "set", MakeFunction(setter));
  }
  SetProperty(context_, descriptor, "configurable", JSValueMakeBoolean(context_, true));
  const JSValueRef args[] = {object, MakeText(context_, name), descriptor};
  JSObjectCallAsFunction(context_, define_property_.object(), nullptr, 3, args, nullptr);
}

void Realm::Freeze(JSObjectRef object) {
  const JSValueRef args[] = {object};
  JSObjectCallAsFunction(context_, freeze_.object(), nullptr, 1, args, nullptr);
}

std::vector<std::string> Realm::Keys(JSObjectRef object, JSValueRef* exception) {
  const JSValueRef args[] = {object};
  std::vector<std::string> keys;
  JSObjectRef array =
      AsObject(context_, JSObjectCallAsFunction(context_, keys_.object(), nullptr, 1, args, exception));
  const double count = array ? JSValueToNumber(context_, GetProperty(context_, array, "length"), nullptr) : 0;
  for (unsigned i = 0; i < count; ++i) {
    keys.push_back(ToText(context_, JSObjectGetPropertyAtIndex(context_, array, i, nullptr), nullptr));
  }
  return keys;
}

JSValueRef Realm::MakeError(ErrorKind kind, std::string_view message) {
  const JSValueRef args[] = {MakeText(context_, message)};
  switch (kind) {
    case ErrorKind::kError:
      break;
    case ErrorKind::kTypeError:
      return JSObjectCallAsConstructor(context_, type_error_.object(), 1, args, nullptr);
    case ErrorKind::kSyntaxError:
      return JSObjectCallAsConstructor(context_, syntax_error_.object(), 1, args, nullptr);
  }
  return JSObjectMakeError(context_, 1, args, nullptr);
}

bool Realm::IsError(JSValueRef value) const {
  return JSValueIsObject(context_, value) &&
         JSValueIsInstanceOfConstructor(context_, value, error_.object(), nullptr);
}

void Realm::QueueMicrotask(JSObjectRef job) {
  const JSValueRef args[] = {job};
  JSObjectCallAsFunction(context_, then_.object(), resolved_promise_.object(), 1, args, nullptr);
}

}  // namespace bulkhead
