#include "tests/unit/script/script_fixture.h"

#include <cstdlib>

#include "renderer/dom/html_parser.h"

namespace bulkhead {

FakeScriptHost::FakeScriptHost(std::string_view html) {
  HtmlRefusal refusal;
  tree = ParseHtml(html, &refusal);
  EXPECT_TRUE(tree) << refusal.message;
}

FakeScriptHost::~FakeScriptHost() = default;

void FakeScriptHost::OnScriptPosition(std::string_view source, uint32_t line) {
  positions.emplace_back(source, line);
  if (const auto call = on_position) {
    call();
  }
}

std::optional<std::string> FakeScriptHost::InjectFault(const FaultRequest& fault) {
  injected.push_back(fault);
  if (fault.name == "no.such") {
    return "no fault named no.such";
  }
  return std::nullopt;
}

std::unique_ptr<ScriptEngine> MakeScriptEngine() {
  setenv("JSC_useJIT", "0", 1);
  setenv("JSC_useConcurrentGC", "0", 1);
  setenv("JSC_numberOfGCMarkers", "1", 1);
  setenv("JSC_usePollingTraps", "1", 1);
  setenv("JSC_useWasm", "0", 1);
  std::string error;
  auto engine = ScriptEngine::Create(&error);
  EXPECT_TRUE(engine) << error;
  return engine;
}

ScriptTest::ScriptTest(std::string_view html)
    : engine(MakeScriptEngine()), host(html), scripts(ScriptContext::Create(*engine, host)) {}

ScriptTest::~ScriptTest() {
  scripts.reset();
  CollectGarbage();
}

void ScriptTest::Run(std::string_view code) {
  const size_t before = host.errors.size();
  scripts->Evaluate(code, "page.html", 1);
  for (size_t i = before; i < host.errors.size(); ++i) {
    ADD_FAILURE() << host.errors[i].message << " at " << host.errors[i].source << ":" << host.errors[i].line << "\n"
                  << host.errors[i].stack << "\nin " << code;
  }
}

std::string ScriptTest::Eval(const std::string& expression) {
  const size_t before = host.console.size();
  Run("console.log(String(" + expression + "))");
  if (host.console.size() != before + 1) {
    return "(nothing)";
  }
  std::string text = host.console.back().text;
  host.console.pop_back();
  return text;
}

std::string ScriptTest::Console() {
  std::string all;
  for (const ConsoleLine& line : host.console) {
    all += all.empty() ? line.text : " | " + line.text;
  }
  host.console.clear();
  return all;
}

void ScriptTest::Advance(int ms) {
  host.clock.Advance(std::chrono::milliseconds(ms));
}

}  // namespace bulkhead
