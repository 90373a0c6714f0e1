// setTimeout, setInterval, requestAnimationFrame, queueMicrotask.
#include <cmath>
#include <utility>

#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

constexpr const char* kJob = "job";

template <bool kRepeats>
JSValueRef SetTimer(NativeCall& call) {
  PageTimers::Callback callback;
  if (JSObjectRef function = AsFunction(call.context, call.Arg(0))) {
    callback.function = ProtectedValue(call.realm.context(), function);
    for (size_t i = 2; i < call.args.size(); ++i) {
      callback.args.emplace_back(call.realm.context(), call.args[i]);
    }
  } else {
    callback.code = call.Text(0);
  }
  const double delay = call.Has(1) ? call.Number(1) : 0;
  if (call.failed()) {
    return call.Undefined();
  }
  callback.at = call.page().Position();
  return call.Make(static_cast<double>(call.page().timers().Add(std::move(callback), delay, kRepeats)));
}

// 0 is no handle.
uint32_t Handle(const NativeCall& call) {
  const double number = call.Number(0);
  return number >= 1 && number <= 4294967295.0 ? static_cast<uint32_t>(number) : 0;
}

JSValueRef ClearTimer(NativeCall& call) {
  call.page().timers().Cancel(Handle(call));
  return call.Undefined();
}

JSValueRef RequestAnimationFrame(NativeCall& call) {
  JSObjectRef function = AsFunction(call.context, call.Arg(0));
  if (!function) {
    return call.Throw(ErrorKind::kTypeError, "requestAnimationFrame: the argument is not a function");
  }
  return call.Make(static_cast<double>(
      call.page().animation().Add(ProtectedValue(call.realm.context(), function), call.page().Position())));
}

JSValueRef CancelAnimationFrame(NativeCall& call) {
  call.page().animation().Cancel(Handle(call));
  return call.Undefined();
}

JSValueRef QueueMicrotask(NativeCall& call) {
  JSObjectRef function = AsFunction(call.context, call.Arg(0));
  if (!function) {
    return call.Throw(ErrorKind::kTypeError, "queueMicrotask: the argument is not a function");
  }
  auto* data = new MicrotaskJob;  // freed with the object
  data->kind = NativeKind::kMicrotask;
  data->realm = &call.realm;
  JSObjectRef job =
      JSObjectMake(call.context, call.realm.vm().classes().microtask, static_cast<NativeData*>(data));
  call.realm.vm().SetHidden(call.context, job, JsString(kJob), function);
  call.realm.QueueMicrotask(job);
  return call.Undefined();
}

// What the function throws is an uncaught error, not an unhandled rejection.
JSValueRef RunMicrotask(JSContextRef context, JSObjectRef job, JSObjectRef, size_t, const JSValueRef*, JSValueRef*) {
  const auto* data = NativeDataOf<MicrotaskJob>(job, NativeKind::kMicrotask);
  if (PageScripts* page = data->realm->page()) {
    JSObjectRef function =
        AsObject(context, data->realm->vm().GetHidden(data->realm->context(), job, JsString(kJob)));
    page->Call(function, nullptr, {}, {});
  }
  return JSValueMakeUndefined(context);
}

}  // namespace

JSClassRef MakeMicrotaskClass() {
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Microtask";
  definition.callAsFunction = RunMicrotask;
  definition.finalize = [](JSObjectRef object) {
    delete NativeDataOf<MicrotaskJob>(object, NativeKind::kMicrotask);
  };
  return JSClassCreate(&definition);
}

void InstallTimers(Realm& realm) {
  JSObjectRef global = realm.global();
  realm.DefineFunction(global, "setTimeout", SetTimer<false>);
  realm.DefineFunction(global, "setInterval", SetTimer<true>);
  realm.DefineFunction(global, "clearTimeout", ClearTimer);
  realm.DefineFunction(global, "clearInterval", ClearTimer);
  realm.DefineFunction(global, "requestAnimationFrame", RequestAnimationFrame);
  realm.DefineFunction(global, "cancelAnimationFrame", CancelAnimationFrame);
  realm.DefineFunction(global, "queueMicrotask", QueueMicrotask);
}

}  // namespace bulkhead
