#include "browser/host/json_check.h"

#include <string>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(JsonCheckTest, TakesAnyValueAndNothingElse) {
  for (const char* text : {"1", "null", "\"a\"", "[]", "{\"a\": [1, true]}", " 1 "}) {
    EXPECT_TRUE(IsJson(text)) << text;
  }
  for (const char* text : {"", "a", "{a: 1}", "[1,]", "1 2", "\"", "{\"a\""}) {
    EXPECT_FALSE(IsJson(text)) << text;
  }
}

TEST(JsonCheckTest, IsBoundInDepth) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(IsJson(nested(32)));
  EXPECT_FALSE(IsJson(nested(33)));
  EXPECT_FALSE(IsJson(std::string(30'000, '[')));
}

}  // namespace
}  // namespace bulkhead
