// Uncaught errors and unhandled rejections.
#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

using ErrorTest = ScriptTest;

TEST_F(ErrorTest, AnUncaughtErrorHasFileLineAndStack) {
  EXPECT_FALSE(scripts->Evaluate("\nfunction f() {\n  null.x;\n}\nf()", "lib/a.js", 10));
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "TypeError: null is not an object (evaluating 'null.x')");
  EXPECT_EQ(host.errors[0].source, "lib/a.js");
  EXPECT_EQ(host.errors[0].line, 12u);
  EXPECT_EQ(host.errors[0].stack, "f@lib/a.js:12:7\nglobal code@lib/a.js:14:2");
}

TEST_F(ErrorTest, ASyntaxErrorHasItsLine) {
  EXPECT_FALSE(scripts->Evaluate("let a = 1;\nlet b = ;", "page.html", 5));
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "SyntaxError: Unexpected token ';'");
  EXPECT_EQ(host.errors[0].source, "page.html");
  EXPECT_EQ(host.errors[0].line, 6u);
}

TEST_F(ErrorTest, AnythingCanBeThrown) {
  scripts->Evaluate("throw 42", "a.js", 1);
  scripts->Evaluate("throw {code: 7}", "a.js", 1);
  scripts->Evaluate("throw undefined", "a.js", 1);
  scripts->Evaluate("throw Object.defineProperty(new Error('x'), 'message', {get() { throw 1 }})", "a.js", 1);
  scripts->Evaluate("throw new Error('long'.repeat(100000))", "a.js", 1);
  ASSERT_EQ(host.errors.size(), 5u);
  EXPECT_EQ(host.errors[0].message, "42");
  EXPECT_EQ(host.errors[1].message, "{code: 7}");
  EXPECT_EQ(host.errors[2].message, "undefined");
  EXPECT_LE(host.errors[4].message.size(), 1024u);
}

TEST_F(ErrorTest, ADeepRecursionIsARangeError) {
  scripts->Evaluate("function f() { f() } f()", "a.js", 1);
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "RangeError: Maximum call stack size exceeded.");
  EXPECT_LE(host.errors[0].stack.size(), 4096u);
  EXPECT_EQ(Eval("1 + 1"), "2");
}

TEST_F(ErrorTest, RejectionsThatNobodyHandles) {
  scripts->Evaluate("\nPromise.reject(new Error('alone'));\n(async () => { throw 'text' })();"
                    "Promise.reject(1).catch(() => 0);"
                    "const late = Promise.reject(2); late.catch(() => 0)",
                    "a.js", 1);
  ASSERT_EQ(host.errors.size(), 2u);
  EXPECT_EQ(host.errors[0].message, "Unhandled rejection: Error: alone");
  EXPECT_EQ(host.errors[0].source, "a.js");
  EXPECT_EQ(host.errors[0].line, 2u);
  EXPECT_EQ(host.errors[1].message, "Unhandled rejection: text");
}

TEST_F(ErrorTest, ARejectionInATimer) {
  Run("setTimeout(async () => { throw new Error('later') })");
  scripts->RunTimers();
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "Unhandled rejection: Error: later");
}

TEST_F(ErrorTest, WindowOnErrorSeesAndSuppresses) {
  Run("onerror = (message, source, line, column, error) => {"
      "  console.log(message, source, line, error.name); return message.includes('mine') }");
  scripts->Evaluate("throw new Error('mine')", "a.js", 3);
  EXPECT_EQ(host.errors.size(), 0u);
  scripts->Evaluate("throw new Error('yours')", "a.js", 4);
  ASSERT_EQ(host.errors.size(), 1u);
  EXPECT_EQ(host.errors[0].message, "Error: yours");
  EXPECT_EQ(Console(), "Error: mine a.js 3 Error | Error: yours a.js 4 Error");
}

TEST_F(ErrorTest, ErrorAndRejectionListeners) {
  Run("addEventListener('error', e => { console.log(e.type, e.message, e.lineno); e.preventDefault() });"
      "addEventListener('unhandledrejection', e => { console.log(e.reason); e.preventDefault() })");
  scripts->Evaluate("Promise.reject('r'); throw new Error('x')", "a.js", 1);
  EXPECT_EQ(host.errors.size(), 0u);
  EXPECT_EQ(Console(), "r | error Error: x 1");
}

TEST_F(ErrorTest, AnErrorInTheErrorHandlerIsReportedToo) {
  Run("onerror = () => { throw new Error('handler') }");
  scripts->Evaluate("throw new Error('first')", "a.js", 1);
  ASSERT_EQ(host.errors.size(), 2u);
  EXPECT_EQ(host.errors[0].message, "Error: handler");
  EXPECT_EQ(host.errors[1].message, "Error: first");
}

TEST_F(ErrorTest, ScriptThatIsNotUtf8) {
  EXPECT_TRUE(scripts->Evaluate("console.log('a\xff" "b')", "a.js", 1));
  EXPECT_EQ(Console(), "a\uFFFD" "b");
}

}  // namespace
}  // namespace bulkhead
