#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

using WindowTest = ScriptTest;

TEST_F(WindowTest, IsTheGlobalObject) {
  EXPECT_EQ(Eval("window === globalThis && self === window && window.window === window && this === window"), "true");
  Run("var v = 1; window.w = 2; function f() {}");
  EXPECT_EQ(Eval("window.v + w + typeof window.f"), "3function");
}

TEST_F(WindowTest, ReplaceableNamesAreAPagesOwn) {
  Run("var frames = 0; frames += 3; var parent = 'p'; var self = 's'; window.top = 5");
  EXPECT_EQ(Eval("[frames, parent, self, top === window]"), "3,p,s,true");
}

TEST_F(WindowTest, Viewport) {
  host.scroll_y = 33.5;
  EXPECT_EQ(Eval("[innerWidth, window.innerHeight, scrollY, pageYOffset, devicePixelRatio]"), "800,600,33.5,33.5,1");
  Run("window.innerWidth = 5");
  EXPECT_EQ(Eval("innerWidth"), "800");
}

TEST_F(WindowTest, Scrolls) {
  host.scroll_y = 100;
  Run("scrollTo(0, 50); window.scrollTo({top: 70, behavior: 'smooth'}); scrollBy(0, -10);"
      "scrollBy({top: 5}); scrollTo({left: 5}); scrollTo(); scrollTo({top: NaN})");
  EXPECT_EQ(host.scrolls, (std::vector<std::pair<double, bool>>{{50, false}, {70, true}, {90, false}, {105, false}}));
}

TEST_F(WindowTest, PerformanceCountsFromTheStart) {
  EXPECT_EQ(Eval("performance.now()"), "0");
  Advance(1500);
  EXPECT_EQ(Eval("performance.now()"), "1500");
}

TEST_F(WindowTest, NavigatorAndLocation) {
  EXPECT_EQ(Eval("navigator.userAgent.includes('Bulkhead') && navigator.hardwareConcurrency >= 1"), "true");
  Run("navigator.userAgent = 'x'; location.href = 'y'");
  EXPECT_EQ(Eval("location.href"), "page.html");
}

TEST_F(WindowTest, RandomNumbers) {
  EXPECT_EQ(Eval("(() => { let low = 1, high = 0, sum = 0; for (let i = 0; i < 10000; ++i) { const r = Math.random();"
                 "low = Math.min(low, r); high = Math.max(high, r); sum += r }"
                 "return low >= 0 && low < 0.01 && high < 1 && high > 0.99 && Math.abs(sum / 10000 - 0.5) < 0.05 })()"),
            "true");
}

TEST_F(WindowTest, ThereAreNoFaultsUnlessEnabled) {
  EXPECT_EQ(Eval("typeof fault"), "undefined");
}

TEST_F(WindowTest, ThereAreNoProbesUnlessTheRendererProbes) {
  EXPECT_EQ(Eval("typeof probe"), "undefined");
}

TEST(ProbeBindingTest, RunsAnAttemptWithItsParameters) {
  const std::unique_ptr<ScriptEngine> engine = MakeScriptEngine();
  FakeScriptHost host("<body></body>");
  host.probes = true;
  const std::unique_ptr<ScriptContext> scripts = ScriptContext::Create(*engine, host);
  scripts->Evaluate("probe.run('net.tcp', {tcp: 80, path: '/a b'}); probe.run = 1;"
                    "try { probe.run('no.such') } catch (e) { console.log(e.message) }", "a.js", 1);
  ASSERT_EQ(host.probed.size(), 2u);
  EXPECT_EQ(host.probed[0].name, "net.tcp");
  EXPECT_EQ(host.probed[0].params,
            (std::vector<std::pair<std::string, std::string>>{{"tcp", "80"}, {"path", "/a b"}}));
  EXPECT_EQ(host.console.at(0).text, "no such attempt");
}

class FaultTest : public testing::Test {
 protected:
  FaultTest() : engine(MakeScriptEngine()), host("<body></body>") {
    host.faults = true;
    scripts = ScriptContext::Create(*engine, host);
  }

  std::unique_ptr<ScriptEngine> engine;
  FakeScriptHost host;
  std::unique_ptr<ScriptContext> scripts;
};

TEST_F(FaultTest, InjectsWithParameters) {
  scripts->Evaluate("\nfault.inject('exit.code', {code: 3, why: 'text', on: true}); fault.inject('crash.segv')", "a.js",
                    1);
  ASSERT_EQ(host.injected.size(), 2u);
  EXPECT_EQ(host.injected[0].name, "exit.code");
  EXPECT_EQ(host.injected[0].params,
            (std::vector<std::pair<std::string, std::string>>{{"code", "3"}, {"why", "text"}, {"on", "true"}}));
  EXPECT_TRUE(host.injected[1].params.empty());
  EXPECT_EQ(host.positions.back(), std::pair(std::string("a.js"), 2u));
}

TEST_F(FaultTest, ARefusalIsAnError) {
  scripts->Evaluate("try { fault.inject('no.such') } catch (e) { console.log(e instanceof Error, e.message) }", "a.js",
                    1);
  ASSERT_EQ(host.console.size(), 1u);
  EXPECT_EQ(host.console[0].text, "true no fault named no.such");
}

TEST_F(FaultTest, TheListIsReadOnly) {
  scripts->Evaluate("fault.list.length = 0; fault.list = 1; fault.inject = 1; fault = 1; delete window.fault;"
                    "console.log(fault.list.join(), typeof fault.inject)",
                    "a.js", 1);
  ASSERT_EQ(host.console.size(), 1u);
  EXPECT_EQ(host.console[0].text, "crash.segv,exit.code function");
}

}  // namespace
}  // namespace bulkhead
