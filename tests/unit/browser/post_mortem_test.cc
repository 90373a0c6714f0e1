#include "browser/core/post_mortem.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstring>

#include "tests/unit/browser/crash_area_bytes.h"

namespace bulkhead {
namespace {

TEST(PostMortemTest, HasTheStacksOfAllThatCrashedTheFirstOneFirst) {
  CrashAreaBytes area;
  CrashRecord& second = area.Crash(0, SIGSEGV, "main");
  second.at_ns = 20;
  second.frames[0] = 0x1500;
  second.frame_count = 1;
  CrashRecord& first = area.Crash(3, SIGABRT, "");
  first.at_ns = 10;
  first.thread_id = 4;
  first.registers[0] = 0xAA;
  const std::vector<ModuleRange> modules = {{"renderer", 0x1000, 0x1000, 0x2000}};
  const PostMortem facts = Examine(ParseCrashArea(area.bytes()), modules);
  ASSERT_EQ(facts.stacks.size(), 2u);
  EXPECT_EQ(facts.stacks[0].thread, "thread 4");
  EXPECT_TRUE(facts.stacks[0].aborted);
  EXPECT_TRUE(facts.stacks[0].frames.empty());
  EXPECT_EQ(facts.stacks[1].thread, "main");
  EXPECT_FALSE(facts.stacks[1].aborted);
  EXPECT_EQ(facts.stacks[1].frames.at(0).module, "renderer");
  EXPECT_EQ(facts.stacks[1].frames.at(0).offset, 0x500u);
  ASSERT_FALSE(facts.registers.empty());
  EXPECT_EQ(facts.registers[0].second, 0xAAu);
}

TEST(PostMortemTest, HasTheOthersBehindThem) {
  CrashAreaBytes area;
  area.Crash(2, SIGSEGV, "worker-1").at_ns = 30;
  CrashRecord& main = area.Crash(0, 0, "main");
  main.role = CrashRecord::kStopped;
  main.at_ns = 31;
  CrashRecord& silent = area.Crash(1, 0, "compositor");
  silent.role = CrashRecord::kAsked;
  silent.state = CrashRecord::kEmpty;
  const PostMortem facts = Examine(ParseCrashArea(area.bytes()), {});
  ASSERT_EQ(facts.stacks.size(), 3u);
  EXPECT_EQ(facts.stacks[0].thread, "worker-1");
  EXPECT_EQ(facts.stacks[0].role, StackRole::kCrashed);
  EXPECT_EQ(facts.stacks[1].thread, "main");
  EXPECT_EQ(facts.stacks[1].role, StackRole::kStopped);
  EXPECT_EQ(facts.stacks[2].thread, "compositor");
  EXPECT_EQ(facts.stacks[2].role, StackRole::kSilent);
}

TEST(PostMortemTest, OfAHangTheRegistersAreTheMainThreads) {
  CrashAreaBytes area;
  CrashRecord& main = area.Crash(0, 0, "main");
  main.role = CrashRecord::kStopped;
  main.registers[0] = 0xBB;
  const PostMortem facts = Examine(ParseCrashArea(area.bytes()), {});
  ASSERT_FALSE(facts.registers.empty());
  EXPECT_EQ(facts.registers[0].second, 0xBBu);
}

TEST(PostMortemTest, HasWhatWasNotedBefore) {
  CrashAreaBytes area;
  area.Step("landlock", 5'000'000);
  area.Step("threads", 7'500'000);
  area.Step("hello", 1);  // a clock that goes back is a renderer's own
  std::strcpy(area.area()->script_source, "page.html");
  area.area()->script_line = 12;
  std::strcpy(area.area()->injected_fault, "crash.segv()");
  const PostMortem facts = Examine(ParseCrashArea(area.bytes()), {});
  using Steps = std::vector<std::pair<std::string, double>>;
  EXPECT_EQ(facts.steps, (Steps{{"landlock", 0}, {"threads", 2.5}, {"hello", 0}}));
  EXPECT_EQ(facts.script_source, "page.html");
  EXPECT_EQ(facts.script_line, 12u);
  EXPECT_EQ(facts.injected_fault, "crash.segv()");
  EXPECT_TRUE(facts.registers.empty());
  EXPECT_FALSE(facts.resources);
}

}  // namespace
}  // namespace bulkhead
