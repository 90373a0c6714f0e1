#include "renderer/script/script_engine.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "ipc/os/check.h"
#include "renderer/script/js_value.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

struct Variable {
  const char* name;
  const char* value;
};
// No executable pages (seccomp), no threads but the watchdog's, and a watchdog that works without signals. WebAssembly makes
// threads when it compiles and aborts without them.
constexpr std::array<Variable, 5> kEnvironment = {{{"JSC_useJIT", "0"},
                                                   {"JSC_useConcurrentGC", "0"},
                                                   {"JSC_numberOfGCMarkers", "1"},
                                                   {"JSC_usePollingTraps", "1"},
                                                   {"JSC_useWasm", "0"}}};

// Touches what reads files or is made at first use, in the realm that the first page gets.
constexpr const char* kWarmUp = R"js((() => {
  const day = new Date(Date.UTC(2024, 1, 29, 12));
  day.getTimezoneOffset();
  day.toString();
  day.toLocaleString();
  new Intl.NumberFormat("de-DE").format(1234.5);
  new Intl.DateTimeFormat("en-GB", {dateStyle: "full", timeStyle: "short", timeZone: "Europe/Paris"}).format(day);
  new Intl.Collator("sv").compare("a", "b");
  [...new Intl.Segmenter("en", {granularity: "word"}).segment("one two")];
  "\u0041\u030a".normalize("NFC").localeCompare("b");
  "a-b_c1".replace(/([a-z])(?=[-_])/gu, "<$1>").match(/\p{L}+/gu);
  JSON.parse(JSON.stringify({list: [1, "x", null, {deep: true}]}));
  new Map([[1, 2]]); new Set([1]); new WeakMap(); new Float64Array(8); 12n ** 3n;
  class Shape { #size = 1; get size() { return this.#size; } }
  [new Shape()].map(({size, ...rest}) => size).sort().reduce((sum, size) => sum + size, 0);
  (async () => { for await (const each of [Promise.resolve(1)]) { each.toFixed(2); } })();
  for (const constructor of [Node, Element, Text, Document]) {
    Object.getOwnPropertyNames(constructor.prototype);
  }
  try { null.missing; } catch (error) { String(error.stack); }
  let garbage = [];
  for (let i = 0; i < 5000; ++i) { garbage.push({i, text: `item ${i}`}); }
  Math.random();
})())js";

}  // namespace

std::unique_ptr<ScriptEngine> ScriptEngine::Create(std::string* error) {
  for (const Variable& variable : kEnvironment) {
    const char* value = std::getenv(variable.name);
    if (!value || std::string_view(value) != variable.value) {
      *error = std::string("the environment must have ") + variable.name + "=" + variable.value;
      return nullptr;
    }
  }
  return std::unique_ptr<ScriptEngine>(new ScriptEngine(std::make_unique<ScriptVm>()));
}

ScriptEngine::ScriptEngine(std::unique_ptr<ScriptVm> vm)
    : vm_(std::move(vm)), first_realm_(std::make_unique<Realm>(*vm_)) {
  vm_->Collect(first_realm_->context());  // the collector opens what it wants to read
}

ScriptEngine::~ScriptEngine() = default;

void ScriptEngine::WarmUp() {
  if (!first_realm_) {
    first_realm_ = std::make_unique<Realm>(*vm_);
  }
  const JSContextRef context = first_realm_->context();
  JSValueRef exception = nullptr;
  JSEvaluateScript(context, JsString(kWarmUp).get(), nullptr, JsString("warm-up").get(), 1, &exception);
  if (exception) {
    // A library without, say, Segmenter still runs pages.
    std::fprintf(stderr, "script warm-up: %s\n", ToText(context, exception, nullptr).c_str());
  }
  vm_->Collect(context);
  vm_->watchdog().Prepare(first_realm_->context());
}

void ScriptEngine::AfterFork() {
  vm_->random().Reseed();
  // The engine's handler suspends threads, which nobody here asks for; run by a signal from outside it would crash.
  ::signal(SIGUSR1, SIG_IGN);
}

void ScriptEngine::StartWatchdog() {
  BULKHEAD_CHECK(first_realm_);
  vm_->watchdog().Start(first_realm_->context());
}

void ScriptEngine::StopScripts() {
  vm_->watchdog().Stop();
}

void ScriptEngine::CollectAndTrim() {
  if (!first_realm_) {
    first_realm_ = std::make_unique<Realm>(*vm_);
  }
  vm_->Collect(first_realm_->context());
  if (vm_->extras().release_free_memory) {
    vm_->extras().release_free_memory();
  }
}

std::vector<std::string> ScriptEngine::missing_features() const {
  return vm_->extras().Missing();
}

std::unique_ptr<Realm> ScriptEngine::TakeRealm() {
  return first_realm_ ? std::exchange(first_realm_, nullptr) : std::make_unique<Realm>(*vm_);
}

}  // namespace bulkhead
