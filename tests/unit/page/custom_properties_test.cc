#include "renderer/layout/custom_properties.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(CustomProperties, ChainsEnd) {
  CustomProperties properties;
  EXPECT_FALSE(properties.Check());
  properties.Add("--a", "var(--b) var(--c)");
  properties.Add("--b", "var(--c)");
  properties.Add("--c", "red");
  properties.Add("--d", "var(--nowhere, blue)");
  EXPECT_FALSE(properties.Check());
  EXPECT_TRUE(properties.Has("--c"));
  EXPECT_FALSE(properties.Has("--nowhere"));
}

TEST(CustomProperties, CyclesAreNamed) {
  for (int length : {1, 2, 3, 1000}) {
    CustomProperties properties;
    for (int i = 0; i < length; ++i) {
      properties.Add("--p" + std::to_string(i), "x var( --P" + std::to_string((i + 1) % length) + " , y)");
    }
    std::optional<std::string> refusal = properties.Check();
    ASSERT_TRUE(refusal) << length;
    EXPECT_NE(refusal->find("the custom property --p"), std::string::npos);
    EXPECT_NE(refusal->find("refers to itself"), std::string::npos);
  }
}

TEST(CustomProperties, AnyOfManyValuesCounts) {
  CustomProperties properties;
  properties.Add("--a", "var(--b)");
  properties.Add("--b", "1");
  EXPECT_FALSE(properties.Check());
  properties.Add("--b", "var(--a)");
  EXPECT_TRUE(properties.Check());
}

TEST(CustomProperties, DoublingIsRefused) {
  CustomProperties properties;
  properties.Add("--p0", "xxxxxxxxxx");
  for (int i = 1; i < 40; ++i) {
    std::string before = "var(--p" + std::to_string(i - 1) + ")";
    properties.Add("--p" + std::to_string(i), before + before);
  }
  std::optional<std::string> refusal = properties.Check();
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->find("grows beyond"), std::string::npos);
}

}  // namespace
}  // namespace bulkhead
