// window: itself, viewport and scrolling, performance, navigator, Math.random; and with a page: location and fault.
#include <chrono>
#include <cmath>

#include "renderer/dom/document.h"
#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_host.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

constexpr const char* kUserAgent = "Mozilla/5.0 (X11; Linux x86_64) Bulkhead/0.1";
constexpr JSPropertyAttributes kFixed = kJSPropertyAttributeReadOnly | kJSPropertyAttributeDontDelete;

JSValueRef InnerWidth(NativeCall& call) {
  return call.Make(static_cast<double>(call.page().host().viewport().width));
}
JSValueRef InnerHeight(NativeCall& call) {
  return call.Make(static_cast<double>(call.page().host().viewport().height));
}
JSValueRef ScrollY(NativeCall& call) {
  return call.Make(call.page().host().viewport().scroll_y);
}

// (x, y) or ({top, behavior}).
void Scroll(NativeCall& call, double base) {
  double top = std::nan("");
  bool smooth = false;
  if (JSObjectRef options = AsObject(call.context, call.Arg(0))) {
    top = JSValueToNumber(call.context, GetProperty(call.context, options, "top", call.exception), call.exception);
    smooth = ToText(call.context, GetProperty(call.context, options, "behavior"), nullptr) == "smooth";
  } else {
    top = call.Number(1);
  }
  if (!call.failed() && std::isfinite(top)) {
    call.page().host().ScrollTo(base + top, smooth);
  }
}

JSValueRef ScrollTo(NativeCall& call) {
  Scroll(call, 0);
  return call.Undefined();
}

JSValueRef ScrollBy(NativeCall& call) {
  Scroll(call, call.page().host().viewport().scroll_y);
  return call.Undefined();
}

JSValueRef PerformanceNow(NativeCall& call) {
  return call.Make(call.page().PageTime(call.page().host().Now()));
}

JSValueRef Random(NativeCall& call) {
  return call.Make(call.realm.vm().random().Next());
}

JSValueRef InjectFault(NativeCall& call) {
  FaultRequest fault{.name = call.Text(0), .params = NamedTexts(call, 1)};
  if (call.failed()) {
    return call.Undefined();
  }
  const ScriptPosition at = call.page().Position();
  call.page().host().OnScriptPosition(at.source, at.line);
  if (const auto refusal = call.page().host().InjectFault(fault)) {
    return call.Throw(ErrorKind::kError, *refusal);
  }
  return call.Undefined();
}

void InstallFault(Realm& realm, ScriptHost& host) {
  const JSContextRef context = realm.context();
  JSObjectRef fault = JSObjectMake(context, nullptr, nullptr);
  realm.DefineFunction(fault, "inject", InjectFault);
  ArrayBuilder list(context);
  for (const std::string& name : host.FaultNames()) {
    list.Add(MakeText(context, name));
  }
  realm.Freeze(list.array());
  SetProperty(context, fault, "list", list.array());
  realm.Freeze(fault);
  SetProperty(context, realm.global(), "fault", fault, kFixed);
}

void InstallLocation(Realm& realm, const std::string& url) {
  const JSContextRef context = realm.context();
  JSObjectRef location = JSObjectMake(context, nullptr, nullptr);
  SetProperty(context, location, "href", MakeText(context, url));
  SetProperty(context, location, "pathname", MakeText(context, url));
  realm.Freeze(location);
  SetProperty(context, realm.global(), "location", location, kFixed);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> NamedTexts(NativeCall& call, size_t index) {
  std::vector<std::pair<std::string, std::string>> texts;
  if (JSObjectRef params = AsObject(call.context, call.Arg(index))) {
    for (std::string& name : call.realm.Keys(params, call.exception)) {
      JSValueRef value = GetProperty(call.context, params, name, call.exception);
      if (call.failed()) {
        break;
      }
      texts.emplace_back(std::move(name), ToText(call.context, value, call.exception));
    }
  }
  return texts;
}

void InstallWindow(Realm& realm) {
  const JSContextRef context = realm.context();
  JSObjectRef global = realm.global();
  for (const char* name : {"window", "top"}) {
    SetProperty(context, global, name, global, kFixed | kMethod);
  }
  // [Replaceable] in the HTML standard: `var frames = 0;` is a page's good right.
  for (const char* name : {"self", "parent", "frames"}) {
    SetProperty(context, global, name, global, kMethod);
  }
  realm.DefineAccessor(global, "innerWidth", InnerWidth, nullptr);
  realm.DefineAccessor(global, "innerHeight", InnerHeight, nullptr);
  realm.DefineAccessor(global, "scrollY", ScrollY, nullptr);
  realm.DefineAccessor(global, "pageYOffset", ScrollY, nullptr);
  SetProperty(context, global, "devicePixelRatio", JSValueMakeNumber(context, 1), kMethod);
  realm.DefineFunction(global, "scrollTo", ScrollTo);
  realm.DefineFunction(global, "scroll", ScrollTo);
  realm.DefineFunction(global, "scrollBy", ScrollBy);

  JSObjectRef performance = JSObjectMake(context, nullptr, nullptr);
  realm.DefineFunction(performance, "now", PerformanceNow);
  SetProperty(context, global, "performance", performance, kMethod);

  JSObjectRef navigator = JSObjectMake(context, nullptr, nullptr);
  SetProperty(context, navigator, "userAgent", MakeText(context, kUserAgent));
  SetProperty(context, navigator, "language", MakeText(context, "en"));
  SetProperty(context, navigator, "hardwareConcurrency", JSValueMakeNumber(context, realm.vm().cpus()));
  realm.Freeze(navigator);
  SetProperty(context, global, "navigator", navigator, kMethod);

  // The library's own state is the same in all children of a zygote.
  if (JSObjectRef math = AsObject(context, GetProperty(context, global, "Math"))) {
    realm.DefineFunction(math, "random", Random, false);
  }
}

void InstallPage(PageScripts& page) {
  InstallLocation(page.realm(), page.host().url());
  InstallMessages(page.realm());
  if (page.host().faults_enabled()) {
    InstallFault(page.realm(), page.host());
  }
  if (page.host().probing()) {
    InstallProbe(page.realm());
  }
}

}  // namespace bulkhead
