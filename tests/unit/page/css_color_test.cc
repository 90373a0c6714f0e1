#include "renderer/layout/css_color.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(CssColor, Functions) {
  EXPECT_EQ(RewriteColorFunction("hsl", "0, 100%, 50%"), "rgb(255,0,0)");
  EXPECT_EQ(RewriteColorFunction("hsl", "120deg 100% 25%"), "rgb(0,128,0)");
  EXPECT_EQ(RewriteColorFunction("hsla", "240 100% 50% / 0.5"), "rgba(0,0,255,0.5)");
  EXPECT_EQ(RewriteColorFunction("hsl", "-120 100% 50% / 25%"), "rgba(0,0,255,0.25)");
  EXPECT_EQ(RewriteColorFunction("hsl", "0.5turn 100% 50%"), "rgb(0,255,255)");
  EXPECT_EQ(RewriteColorFunction("rgb", "1 2 3"), "rgb(1,2,3)");
  EXPECT_EQ(RewriteColorFunction("rgb", "1,2,3"), "rgb(1,2,3)");
  EXPECT_EQ(RewriteColorFunction("rgba", "300, -5, 50%, .25"), "rgba(255,0,128,0.25)");
  EXPECT_EQ(RewriteColorFunction("hsl", "none 0% 100%"), "rgb(255,255,255)");
}

TEST(CssColor, Nonsense) {
  for (const char* arguments : {"", "1", "1,2", "a,b,c", "1,2,3,4,5", "1e999,2,3", "nan,1,2", ",,,"}) {
    EXPECT_FALSE(RewriteColorFunction("rgb", arguments)) << arguments;
  }
  EXPECT_FALSE(RewriteColorFunction("oklch", "1 2 3"));
}

TEST(CssColor, Hex) {
  EXPECT_EQ(RewriteHexColor("ff000080"), "rgba(255,0,0,0.502)");
  EXPECT_EQ(RewriteHexColor("0f0f"), "rgb(0,255,0)");
  EXPECT_FALSE(RewriteHexColor("fff"));
  EXPECT_FALSE(RewriteHexColor("ffffff"));
  EXPECT_FALSE(RewriteHexColor("zzzz"));
  EXPECT_FALSE(RewriteHexColor(""));
}

}  // namespace
}  // namespace bulkhead
