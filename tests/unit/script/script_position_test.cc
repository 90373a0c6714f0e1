#include "renderer/script/script_position.h"

#include "gtest/gtest.h"

namespace bulkhead {
namespace {

TEST(ScriptPositionTest, TakesTheInnermostScriptFrame) {
  EXPECT_EQ(ParseBacktrace("#0 () at [native code]\n#1 q() at http://x/b.js:11\n#2 global code() at http://x/b.js:13"),
            (ScriptPosition{"http://x/b.js", 11}));
  EXPECT_EQ(ParseBacktrace("#0 spin() at demo:spin:3"), (ScriptPosition{"demo:spin", 3}));
}

TEST(ScriptPositionTest, GivesNothingForNothing) {
  for (const char* text : {"", "#0 () at [native code]", "#0 f() at x.js", "#0 f() at x.js:", "#0 f() at x.js:1a", "x:1",
                           "#0 f() at x.js:99999999999"}) {
    EXPECT_EQ(ParseBacktrace(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace bulkhead
