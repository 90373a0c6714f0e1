#include "browser/core/crash_copy.h"

#include <gtest/gtest.h>

#include <csignal>
#include <random>

#include "tests/unit/browser/crash_area_bytes.h"

namespace bulkhead {
namespace {

TEST(CrashCopyTest, AnEmptyAreaSaysNothing) {
  const CrashCopy copy = ParseCrashArea(CrashAreaBytes().bytes());
  EXPECT_TRUE(copy.threads.empty());
  EXPECT_EQ(copy.LastStep(), "fork");
  EXPECT_TRUE(copy.failed_step.empty());
}

TEST(CrashCopyTest, ShortOrForeignBytesSayNothing) {
  CrashAreaBytes area;
  area.Crash(0, SIGSEGV, "main");
  EXPECT_TRUE(ParseCrashArea(std::span(area.bytes()).first(100)).threads.empty());
  area.area()->version = 7;
  EXPECT_TRUE(ParseCrashArea(area.bytes()).threads.empty());
}

TEST(CrashCopyTest, ReadsARecord) {
  CrashAreaBytes area;
  area.Step("landlock", 5);
  area.Step("threads", 9);
  CrashRecord& record = area.Crash(2, SIGSEGV, "compositor");
  record.address = 0x1234;
  record.frame_count = 2;
  record.frames[0] = 0xAA;
  record.frames[1] = 0xBB;
  record.registers[1] = 0xCC;
  std::strcpy(record.message, "what\x1b[31m");
  const CrashCopy copy = ParseCrashArea(area.bytes());
  ASSERT_EQ(copy.threads.size(), 1u);
  EXPECT_EQ(copy.threads[0].name, "compositor");
  EXPECT_EQ(copy.threads[0].registers.at(1), 0xCCu);
  EXPECT_EQ(copy.threads[0].address, 0x1234u);
  EXPECT_EQ(copy.threads[0].frames, (std::vector<uint64_t>{0xAA, 0xBB}));
  EXPECT_EQ(copy.threads[0].message.find('\x1b'), std::string::npos);
  EXPECT_EQ(copy.LastStep(), "threads");
  EXPECT_EQ(copy.steps[0], (std::pair<std::string, uint64_t>("landlock", 5)));
}

TEST(CrashCopyTest, ReadsWhichLayersAreMissing) {
  CrashAreaBytes area;
  std::strcpy(area.area()->missing[0].layer, "seccomp");
  std::strcpy(area.area()->missing[0].why, "refused\x1b[2J: Invalid argument (errno 22)");
  area.area()->missing_layers = 1;
  const CrashCopy copy = ParseCrashArea(area.bytes());
  ASSERT_EQ(copy.missing_layers.size(), 1u);
  EXPECT_EQ(copy.missing_layers[0].first, "seccomp");
  EXPECT_NE(copy.missing_layers[0].second.find("(errno 22)"), std::string::npos);
  EXPECT_EQ(copy.missing_layers[0].second.find('\x1b'), std::string::npos);
  area.area()->missing_layers = 0xFFFFFFFF;
  EXPECT_EQ(ParseCrashArea(area.bytes()).missing_layers.size(), kMissingLayers);
}

TEST(CrashCopyTest, TheFirstCrashComesFirst) {
  CrashAreaBytes area;
  area.Crash(0, SIGABRT, "main").at_ns = 20;
  area.Crash(1, SIGSEGV, "compositor").at_ns = 10;
  const CrashCopy copy = ParseCrashArea(area.bytes());
  ASSERT_EQ(copy.threads.size(), 2u);
  EXPECT_EQ(copy.threads[0].name, "compositor");
}

TEST(CrashCopyTest, CountsAreClampedAndTextNeedNotEnd) {
  CrashAreaBytes area;
  area.area()->steps_done = 0xFFFFFFFF;
  area.Crash(0, SIGSEGV, "main").frame_count = 0xFFFFFFFF;
  std::memset(area.area()->failed_why, 'x', sizeof area.area()->failed_why);
  const CrashCopy copy = ParseCrashArea(area.bytes());
  EXPECT_EQ(copy.steps.size(), kStartupSteps);
  EXPECT_EQ(copy.threads[0].frames.size(), kCrashFrames);
  EXPECT_EQ(copy.failed_why, std::string(128, 'x'));
}

TEST(CrashCopyTest, NoBytesWhateverHarmTheReader) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    CrashAreaBytes area;
    auto* bytes = reinterpret_cast<uint8_t*>(area.area());
    for (size_t i = 8; i < kCrashAreaBytes; ++i) {
      bytes[i] = static_cast<uint8_t>(random());
    }
    const CrashCopy copy = ParseCrashArea(area.bytes());
    EXPECT_LE(copy.threads.size(), kCrashThreads);
    EXPECT_LE(copy.failed_why.size(), sizeof(CrashArea::failed_why));
  }
}

}  // namespace
}  // namespace bulkhead
