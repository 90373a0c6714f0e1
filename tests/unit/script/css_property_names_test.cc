#include "renderer/script/css_property_names.h"

#include <string>

#include "gtest/gtest.h"

namespace bulkhead {
namespace {

TEST(CssPropertyNamesTest, TakesBothSpellings) {
  EXPECT_EQ(CssPropertyName("backgroundColor"), "background-color");
  EXPECT_EQ(CssPropertyName("background-color"), "background-color");
  EXPECT_EQ(CssPropertyName("left"), "left");
  EXPECT_EQ(CssPropertyName("zIndex"), "z-index");
  EXPECT_EQ(CssPropertyName("borderBottomRightRadius"), "border-bottom-right-radius");
  EXPECT_EQ(CssPropertyName("cssFloat"), "float");
}

TEST(CssPropertyNamesTest, RefusesOthers) {
  for (const char* name : {"", "foo", "toString", "setProperty", "Left", "LEFT", "constructor", "--x"}) {
    EXPECT_EQ(CssPropertyName(name), "") << name;
  }
  EXPECT_EQ(CssPropertyName(std::string(1000, 'A')), "");
}

}  // namespace
}  // namespace bulkhead
