#include "browser/cli/units.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

TEST(UnitsTest, Durations) {
  EXPECT_EQ(ParseDuration("500ms"), Duration(500ms));
  EXPECT_EQ(ParseDuration("3s"), Duration(3s));
  EXPECT_EQ(ParseDuration("2m"), Duration(2min));
  EXPECT_EQ(ParseDuration("3"), Duration(3s));
  EXPECT_EQ(ParseDuration("1.5"), Duration(1500ms));
  EXPECT_EQ(ParseDuration("0"), Duration(0s));
  for (const char* bad : {"", "s", "-1s", "+1", "1 s", "1h", "1e3", "inf", "nan", "0x10", "1,5s", "3sec", "2000m"}) {
    EXPECT_FALSE(ParseDuration(bad).has_value()) << bad;
  }
}

TEST(UnitsTest, Sizes) {
  EXPECT_EQ(ParseSize("512MiB"), 512u << 20);
  EXPECT_EQ(ParseSize("512"), 512u << 20);
  EXPECT_EQ(ParseSize("64KiB"), 64u << 10);
  EXPECT_EQ(ParseSize("2GiB"), 2ull << 30);
  EXPECT_EQ(ParseSize("0.5"), 1u << 19);
  for (const char* bad : {"", "0", "-1", "1MB", "1 MiB", "MiB", "2000000GiB", "1e3"}) {
    EXPECT_FALSE(ParseSize(bad).has_value()) << bad;
  }
}

TEST(UnitsTest, Viewports) {
  EXPECT_EQ(ParseViewport("1024x768"), std::pair(1024u, 768u));
  EXPECT_EQ(ParseViewport("16x8192"), std::pair(16u, 8192u));
  for (const char* bad : {"", "x", "1024", "15x100", "100x8193", "-1x100", "100x100x100", "1024X768", "99999999999x1"}) {
    EXPECT_FALSE(ParseViewport(bad).has_value()) << bad;
  }
}

TEST(UnitsTest, Counts) {
  EXPECT_EQ(ParseCount("2", 1, 16), 2u);
  for (const char* bad : {"", "0", "17", "2.0", "-1", "two"}) {
    EXPECT_FALSE(ParseCount(bad, 1, 16).has_value()) << bad;
  }
}

}  // namespace
}  // namespace bulkhead
