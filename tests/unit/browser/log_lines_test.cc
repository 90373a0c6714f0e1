#include "browser/core/log_lines.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

constexpr TimePoint kNow = TimePoint{} + 1h;

TEST(LogLinesTest, LinesComeWholeHoweverTheyArrive) {
  LogLines lines;
  EXPECT_EQ(lines.Feed("one\ntw", kNow), Lines{"one"});
  EXPECT_EQ(lines.Feed("o\n", kNow), Lines{"two"});
  EXPECT_EQ(lines.Feed("three", kNow), Lines{});
  EXPECT_EQ(lines.Finish(), Lines{"three"});
  EXPECT_EQ(lines.Finish(), Lines{});
}

TEST(LogLinesTest, EscapesAreTakenOut) {
  LogLines lines;
  const Lines out = lines.Feed("\x1b[2Jred\r", kNow);
  EXPECT_TRUE(out.empty());
  const Lines more = lines.Feed(std::string_view("\x07\0x\n", 4), kNow);
  ASSERT_EQ(more.size(), 1u);
  for (const char c : more[0]) {
    EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20) << more[0];
  }
}

TEST(LogLinesTest, ALineOfTenMegabytesCostsItsWidth) {
  LogLines lines;
  for (int i = 0; i < 160; ++i) {
    EXPECT_TRUE(lines.Feed(std::string(64 * 1024, 'x'), kNow).empty());
  }
  const Lines out = lines.Feed("\nnext\n", kNow);
  ASSERT_EQ(out.size(), 2u);
  EXPECT_EQ(out[0].size(), LogLines::kWidth);
  EXPECT_TRUE(out[0].ends_with("..."));
  EXPECT_EQ(out[1], "next");
}

TEST(LogLinesTest, AFloodIsCountedAndTold) {
  LogLines lines;
  std::string flood;
  for (int i = 0; i < 1000; ++i) {
    flood += "spam\n";
  }
  EXPECT_EQ(lines.Feed(flood, kNow).size(), 200u);
  EXPECT_EQ(lines.dropped(), 800u);
  EXPECT_EQ(lines.Feed("calm\n", kNow + 1s), (Lines{"800 lines dropped", "calm"}));
  EXPECT_EQ(lines.Feed("calm\n", kNow + 2s), Lines{"calm"});
}

}  // namespace
}  // namespace bulkhead
