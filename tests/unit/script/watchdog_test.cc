// Runaway scripts, in real time: the watchdog counts CPU time.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

class WatchdogTest : public ScriptTest {
 protected:
  // The engine's watchdog starts before its first page.
  WatchdogTest() {
    scripts.reset();
    engine->WarmUp();
    engine->StartWatchdog();
    scripts = ScriptContext::Create(*engine, host);
  }

  // Stops what runs, again and again until it has ended: asked too early, nothing runs yet.
  void RunAndStop(std::string_view code) {
    std::atomic<bool> ended{false};
    std::thread stopper([&] {
      while (!ended) {
        engine->StopScripts();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
    scripts->Evaluate(code, "spin.js", 1);
    ended = true;
    stopper.join();
  }
};

TEST_F(WatchdogTest, StopsALoop) {
  RunAndStop("function spin() {\n  for (;;) {\n  }\n}\ntry { spin() } catch (e) { console.log('caught') }"
             "finally { console.log('finally') }");
  EXPECT_EQ(Console(), "");
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "The script was stopped");
  EXPECT_EQ(host.errors[0].source, "spin.js");
  EXPECT_GE(host.errors[0].line, 1u);
  host.errors.clear();
  EXPECT_EQ(Eval("'alive ' + (1 + 1)"), "alive 2");
}

TEST_F(WatchdogTest, StopsAgain) {
  for (int i = 0; i < 3; ++i) {
    RunAndStop("for (;;) ;");
    EXPECT_EQ(host.errors.size(), static_cast<size_t>(i + 1));
  }
}

TEST_F(WatchdogTest, StopsAListenerAndItsCaller) {
  Run("document.body.addEventListener('click', () => { for (;;) ; })");
  RunAndStop("try { document.body.click() } catch (e) { console.log('caught') }");
  EXPECT_EQ(Console(), "");
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "The script was stopped");
}

TEST_F(WatchdogTest, SaysWhereARunningScriptIs) {
  host.positions.clear();
  Run("\nfunction busy() {\n  const end = Date.now() + 200;\n  while (Date.now() < end) ;\n}\nbusy()");
  EXPECT_GT(host.positions.size(), 1u);
  for (const auto& [source, line] : host.positions) {
    EXPECT_EQ(source, "page.html");
  }
}

TEST_F(WatchdogTest, ARequestThatFindsNothingRunningIsForgotten) {
  engine->StopScripts();
  Run("const end = Date.now() + 100; while (Date.now() < end) ; console.log('done')");
  EXPECT_EQ(Console(), "done");
}

}  // namespace
}  // namespace bulkhead
