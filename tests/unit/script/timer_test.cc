// Timers, animation callbacks and microtasks as scripts see them, in virtual time.
#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;
using TimerTest = ScriptTest;

TEST_F(TimerTest, RunInOrderWithTheirArguments) {
  Run(R"js(setTimeout((a, b) => console.log("late", a, b), 20, 1, "x");
         setTimeout(() => console.log("first"), 10);
         setTimeout(() => console.log("second"), 10);
         setTimeout("console.log('text')", 5))js");
  EXPECT_EQ(host.timer_due, host.clock.Now() + milliseconds(5));
  Advance(10);
  scripts->RunTimers();
  EXPECT_EQ(Console(), "text | first | second");
  EXPECT_EQ(host.timer_due, host.clock.Now() + milliseconds(10));
  Advance(10);
  scripts->RunTimers();
  EXPECT_EQ(Console(), "late 1 x");
  EXPECT_EQ(host.timer_due, std::nullopt);
  EXPECT_EQ(scripts->next_timer(), std::nullopt);
}

TEST_F(TimerTest, IntervalsCanEndThemselves) {
  Run("let n = 0; const id = setInterval(() => { console.log(++n); if (n == 3) clearInterval(id); }, 10)");
  for (int i = 0; i < 5; ++i) {
    Advance(10);
    scripts->RunTimers();
  }
  EXPECT_EQ(Console(), "1 | 2 | 3");
  EXPECT_EQ(host.timer_due, std::nullopt);
}

TEST_F(TimerTest, ATimerCancelsAnotherThatIsDue) {
  Run("setTimeout(() => clearTimeout(other), 1); const other = setTimeout(() => console.log('no'), 2);"
      "clearTimeout(undefined); clearTimeout(-1); clearTimeout('x')");
  Advance(5);
  scripts->RunTimers();
  EXPECT_EQ(Console(), "");
}

TEST_F(TimerTest, ANestedTimerWaitsForTheNextRun) {
  Run("setTimeout(() => { console.log(1); setTimeout(() => console.log(2)) })");
  scripts->RunTimers();
  EXPECT_EQ(Console(), "1");
  EXPECT_EQ(host.timer_due, host.clock.Now());
  scripts->RunTimers();
  EXPECT_EQ(Console(), "2");
}

TEST_F(TimerTest, AnErrorDoesNotStopTheOthers) {
  Run("setTimeout(() => { throw new Error('bad') }, 1); setTimeout(() => console.log('good'), 2)");
  Advance(5);
  scripts->RunTimers();
  EXPECT_EQ(Console(), "good");
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "Error: bad");
}

TEST_F(TimerTest, CallbacksSurviveCollections) {
  Run("(() => { const big = {text: 'kept'}; setTimeout(o => console.log(o.text, big.text), 5, {text: 'arg'});"
      "requestAnimationFrame(() => console.log('frame', big.text)) })()");
  CollectGarbage();
  Advance(5);
  scripts->RunTimers();
  scripts->RunAnimationFrames(host.clock.Now());
  EXPECT_EQ(Console(), "arg kept | frame kept");
}

TEST_F(TimerTest, TheHostIsToldWhereACallbackComesFrom) {
  Run("\n\nsetTimeout(() => 1, 1);\nrequestAnimationFrame(() => 1)");
  host.positions.clear();
  Advance(1);
  scripts->RunTimers();
  scripts->RunAnimationFrames(host.clock.Now());
  ASSERT_EQ(host.positions.size(), 2u);
  EXPECT_EQ(host.positions[0], std::pair(std::string("page.html"), 3u));
  EXPECT_EQ(host.positions[1], std::pair(std::string("page.html"), 4u));
}

TEST_F(TimerTest, AnimationCallbacksGetTheFrameTimeAndRunOnce) {
  Advance(100);
  Run("const again = t => { console.log(t); requestAnimationFrame(again) }; requestAnimationFrame(again);"
      "requestAnimationFrame(t => console.log('once', t))");
  EXPECT_EQ(host.frames_scheduled, 1);
  EXPECT_TRUE(scripts->has_animation());
  scripts->RunAnimationFrames(host.clock.Now());
  EXPECT_EQ(Console(), "100 | once 100");
  EXPECT_EQ(host.frames_scheduled, 2);
  Advance(16);
  scripts->RunAnimationFrames(host.clock.Now());
  EXPECT_EQ(Console(), "116");
}

TEST_F(TimerTest, AnimationCallbacksAreCancelled) {
  Run("const a = requestAnimationFrame(() => console.log('a')); cancelAnimationFrame(a);"
      "requestAnimationFrame(() => cancelAnimationFrame(b)); const b = requestAnimationFrame(() => console.log('b'))");
  scripts->RunAnimationFrames(host.clock.Now());
  EXPECT_EQ(Console(), "");
  EXPECT_FALSE(scripts->has_animation());
  Run("cancelAnimationFrame(requestAnimationFrame(() => 1))");
  EXPECT_FALSE(scripts->has_animation());
}

TEST_F(TimerTest, MicrotasksRunBeforeTheTurnEnds) {
  Run(R"(setTimeout(() => console.log("timer"));
         Promise.resolve().then(() => console.log("promise"));
         queueMicrotask(() => console.log("microtask"));
         (async () => { await null; console.log("async") })();
         console.log("script"))");
  EXPECT_EQ(Console(), "script | promise | microtask | async");
  scripts->RunTimers();
  EXPECT_EQ(Console(), "timer");
}

TEST_F(TimerTest, EachTimerDrainsItsMicrotasks) {
  Run("for (const n of [1, 2]) setTimeout(() => { queueMicrotask(() => console.log('m' + n)); console.log('t' + n) })");
  scripts->RunTimers();
  EXPECT_EQ(Console(), "t1 | m1 | t2 | m2");
}

TEST_F(TimerTest, AnErrorInAMicrotaskIsAnUncaughtError) {
  scripts->Evaluate("queueMicrotask(() => { throw new TypeError('micro') }); queueMicrotask(() => console.log('next'))",
                    "page.html", 1);
  EXPECT_EQ(Console(), "next");
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "TypeError: micro");
}

TEST_F(TimerTest, ArgumentsAreChecked) {
  EXPECT_EQ(Eval("(() => { try { requestAnimationFrame(1) } catch (e) { return e instanceof TypeError } })()"), "true");
  EXPECT_EQ(Eval("(() => { try { queueMicrotask() } catch (e) { return e instanceof TypeError } })()"), "true");
}

}  // namespace
}  // namespace bulkhead
