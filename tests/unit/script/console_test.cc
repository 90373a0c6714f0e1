#include "tests/unit/script/script_fixture.h"

namespace bulkhead {
namespace {

using ConsoleTest = ScriptTest;

TEST_F(ConsoleTest, LevelsAndPositions) {
  Run("console.log(1);\nconsole.debug(2); console.info(3);\n[4].forEach(n => console.warn(n)); console.error(5)");
  ASSERT_EQ(host.console.size(), 5u);
  const ConsoleLevel levels[] = {ConsoleLevel::kLog, ConsoleLevel::kDebug, ConsoleLevel::kInfo, ConsoleLevel::kWarn,
                                 ConsoleLevel::kError};
  const uint32_t lines[] = {1, 2, 2, 3, 3};
  for (size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(host.console[i].level, levels[i]);
    EXPECT_EQ(host.console[i].text, std::to_string(i + 1));
    EXPECT_EQ(host.console[i].source, "page.html");
    EXPECT_EQ(host.console[i].line, lines[i]);
  }
}

TEST_F(ConsoleTest, Primitives) {
  Run("console.log('text', 1.5, -0, NaN, true, null, undefined, 12n, Symbol('s'))");
  EXPECT_EQ(Console(), "text 1.5 -0 NaN true null undefined 12 Symbol(s)");
}

TEST_F(ConsoleTest, Objects) {
  Run("console.log({a: 1, b: ['x', [], {c: null}]}, [1, 'q\"'], new Map([[1, 2]]), /x/g, () => 1, function f() {})");
  EXPECT_EQ(Console(), R"({a: 1, b: ["x", [], {c: null}]} [1, "q\""] Map(1) {} /x/g function (anonymous) function f)");
  Run("class P { x = 1 }; const o = new P; o.self = o; console.log(o, [[[[[[]]]]]], Object.create(null))");
  EXPECT_EQ(Console(), "P {x: 1, self: [Circular]} [[[[[…]]]]] {}");
}

TEST_F(ConsoleTest, ErrorsWithTheirStack) {
  Run("function where() { return new RangeError('far') }\nconsole.log(where())");
  EXPECT_EQ(Console(), "RangeError: far\nwhere@page.html:1:41\nglobal code@page.html:2:18");
}

TEST_F(ConsoleTest, Nodes) {
  Run("console.log(document, document.getElementById('box'), document.getElementById('box').firstChild)");
  EXPECT_EQ(Console(), R"(#document <div id="box" class="big"> #text "text")");
}

TEST_F(ConsoleTest, Directives) {
  Run("console.log('%s is %d %i%% %o %c%f', 'x', 4.7, '12', {a: 'b'}, 'color: red', 1.5, 'rest'); console.log('100%', 1)");
  EXPECT_EQ(Console(), R"(x is 4 12% {a: "b"} 1.5 rest | 100% 1)");
}

TEST_F(ConsoleTest, SurvivesHostileValues) {
  Run(R"(console.log({get a() { throw 1 }}, {toString() { throw 2 }}, new Proxy({}, {ownKeys() { throw 3 }}));
         console.log(Object.defineProperty(new Error('x'), 'stack', {get() { throw 4 }}));
         console.log(new Proxy([], {get() { throw 5 }})))");
  EXPECT_EQ(host.console.size(), 3u);
}

TEST_F(ConsoleTest, IsCutBetweenCharacters) {
  Run("console.log('é'.repeat(10000)); console.log(Array.from({length: 100000}, (_, i) => i))");
  ASSERT_EQ(host.console.size(), 2u);
  EXPECT_LE(host.console[0].text.size(), 4096u);
  EXPECT_TRUE(host.console[0].text.ends_with("é…"));
  EXPECT_TRUE(host.console[1].text.ends_with("99, …]"));
}

TEST_F(ConsoleTest, WorksDetachedFromItsObject) {
  Run("const {log} = console; log('free'); [1].forEach(console.log); log.call(null, 'called'); log.apply(1, ['x'])");
  EXPECT_EQ(Console(), "free | 1 0 [1] | called | x");
}

TEST_F(ConsoleTest, Assert) {
  Run("console.assert(true, 'no'); console.assert(false); console.assert(0, 'why', 1)");
  EXPECT_EQ(Console(), "Assertion failed | Assertion failed: why 1");
}

}  // namespace
}  // namespace bulkhead
