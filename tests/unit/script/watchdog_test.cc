// Runaway scripts, in real time: the watchdog counts CPU time.
#include <semaphore>
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

  // Stops it from another thread, once it says where it is: asked before it runs, nothing would be stopped.
  void RunAndStop(std::string_view code) {
    std::binary_semaphore running{0};
    host.on_position = [&] {
      host.on_position = nullptr;
      running.release();
    };
    std::thread stopper([&] {
      running.acquire();
      engine->StopScripts();
    });
    scripts->Evaluate(code, "spin.js", 1);
    if (host.on_position) {
      ADD_FAILURE() << "it ended by itself";
      host.on_position();
    }
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
