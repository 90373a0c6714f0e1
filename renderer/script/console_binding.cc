// console: an object of our own; JavaScriptCore's writes nowhere.
#include <string>
#include <utility>

#include "renderer/script/bindings.h"
#include "renderer/script/console_format.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_error.h"
#include "renderer/script/script_host.h"

namespace bulkhead {
namespace {

void Tell(NativeCall& call, ConsoleLevel level, std::string text) {
  TruncateUtf8(text, kMaxConsoleBytes);
  ScriptPosition at = call.page().Position();
  TruncateUtf8(at.source, kMaxSourceBytes);
  call.page().host().OnConsole(
      {.level = level, .text = std::move(text), .source = std::move(at.source), .line = at.line});
}

template <ConsoleLevel kLevel>
JSValueRef Print(NativeCall& call) {
  Tell(call, kLevel, FormatForConsole(call.realm, call.args));
  return call.Undefined();
}

JSValueRef Assert(NativeCall& call) {
  if (!JSValueToBoolean(call.context, call.Arg(0))) {
    const std::string detail = call.args.size() > 1 ? FormatForConsole(call.realm, call.args.subspan(1)) : "";
    Tell(call, ConsoleLevel::kError, detail.empty() ? "Assertion failed" : "Assertion failed: " + detail);
  }
  return call.Undefined();
}

}  // namespace

void InstallConsole(Realm& realm) {
  JSObjectRef console = JSObjectMake(realm.context(), nullptr, nullptr);
  realm.DefineFunction(console, "log", Print<ConsoleLevel::kLog>);
  realm.DefineFunction(console, "debug", Print<ConsoleLevel::kDebug>);
  realm.DefineFunction(console, "info", Print<ConsoleLevel::kInfo>);
  realm.DefineFunction(console, "warn", Print<ConsoleLevel::kWarn>);
  realm.DefineFunction(console, "error", Print<ConsoleLevel::kError>);
  realm.DefineFunction(console, "assert", Assert);
  SetProperty(realm.context(), realm.global(), "console", console, kMethod);
}

}  // namespace bulkhead
