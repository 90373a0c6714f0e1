// A page's scripts on a document, without a page: what the host was told is kept.
#ifndef BULKHEAD_TESTS_UNIT_SCRIPT_SCRIPT_FIXTURE_H_
#define BULKHEAD_TESTS_UNIT_SCRIPT_SCRIPT_FIXTURE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "renderer/dom/document.h"
#include "renderer/script/script_context.h"
#include "renderer/script/script_engine.h"
#include "renderer/script/script_host.h"
#include "tests/support/manual_clock.h"

namespace bulkhead {

class FakeScriptHost final : public ScriptHost {
 public:
  explicit FakeScriptHost(std::string_view html);
  ~FakeScriptHost() override;

  TimePoint Now() const override { return clock.Now(); }
  Document& document() override { return *tree; }
  std::string url() const override { return "page.html"; }
  ScriptViewport viewport() const override { return {.width = 800, .height = 600, .scroll_y = scroll_y}; }
  void ScrollTo(double top, bool smooth) override { scrolls.emplace_back(top, smooth); }
  void OnTitleSet(std::string_view title) override { titles.emplace_back(title); }
  void OnConsole(const ConsoleLine& line) override { console.push_back(line); }
  void OnScriptError(const PageError& error) override { errors.push_back(error); }
  void OnScriptPosition(std::string_view source, uint32_t line) override;
  void ScheduleFrame() override { ++frames_scheduled; }
  void ScheduleTimers(std::optional<TimePoint> due) override { timer_due = due; }
  bool faults_enabled() const override { return faults; }
  bool probing() const override { return probes; }
  std::optional<std::string> RunProbe(const ProbeRequest& probe) override {
    probed.push_back(probe);
    return probe.name == "no.such" ? std::optional<std::string>("no such attempt") : std::nullopt;
  }
  std::vector<std::string> FaultNames() const override { return {"crash.segv", "exit.code"}; }
  std::optional<std::string> PostMessage(std::string json) override {
    if (refuse_messages) {
      return "too many";
    }
    messages.push_back(std::move(json));
    return std::nullopt;
  }
  std::optional<std::string> InjectFault(const FaultRequest& fault) override;

  ManualClock clock;
  std::unique_ptr<Document> tree;
  double scroll_y = 0;
  bool faults = false;
  bool probes = false;
  std::vector<std::pair<double, bool>> scrolls;
  std::vector<std::string> titles;
  std::vector<std::string> messages;
  bool refuse_messages = false;
  std::vector<ConsoleLine> console;
  std::vector<PageError> errors;
  std::vector<std::pair<std::string, uint32_t>> positions;
  std::function<void()> on_position;  // while the script runs
  int frames_scheduled = 0;
  std::optional<TimePoint> timer_due;
  std::vector<FaultRequest> injected;
  std::vector<ProbeRequest> probed;
};

// Sets what JavaScriptCore reads of the environment.
std::unique_ptr<ScriptEngine> MakeScriptEngine();

class ScriptTest : public testing::Test {
 protected:
  ScriptTest() : ScriptTest("<!DOCTYPE html><title>A page</title><body><div id=box class=big>text</div></body>") {}
  explicit ScriptTest(std::string_view html);
  ~ScriptTest() override;

  // Fails the test on an uncaught error.
  void Run(std::string_view code);
  // What the expression's value is as a text.
  std::string Eval(const std::string& expression);
  // The console's texts, joined by " | ", and empties it.
  std::string Console();
  void Advance(int ms);
  void CollectGarbage() { engine->CollectAndTrim(); }

  std::unique_ptr<ScriptEngine> engine;
  FakeScriptHost host;
  std::unique_ptr<ScriptContext> scripts;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_SCRIPT_SCRIPT_FIXTURE_H_
