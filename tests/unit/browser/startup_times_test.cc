#include "browser/host/startup_times.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::ElementsAre;
using testing::Pair;

control::Hello HelloWith(std::initializer_list<std::pair<const char*, uint64_t>> steps) {
  control::Hello hello;
  for (const auto& [name, at_ns] : steps) {
    control::StartupStep* step = hello.add_steps();
    step->set_name(name);
    step->set_at_ns(at_ns);
  }
  return hello;
}

TEST(StartupTimesTest, EachStepCountsFromTheOneBefore) {
  EXPECT_THAT(StartupTimes(HelloWith({{"descriptors", 3'000'000}, {"threads", 5'500'000}}), 1'000'000),
              ElementsAre(Pair("descriptors", 2.0), Pair("threads", 2.5)));
}

TEST(StartupTimesTest, AForkThatWasNotedLateTakesNothing) {
  EXPECT_THAT(StartupTimes(HelloWith({{"descriptors", 3'000'000}, {"threads", 4'000'000}}), 3'500'000),
              ElementsAre(Pair("descriptors", 0.0), Pair("threads", 1.0)));
}

TEST(StartupTimesTest, TimeThatRunsBackwardsIsNought) {
  EXPECT_THAT(StartupTimes(HelloWith({{"a", 2'000'000}, {"b", 1'000'000}, {"c", 3'000'000}}), 1'000'000),
              ElementsAre(Pair("a", 1.0), Pair("b", 0.0), Pair("c", 1.0)));
}

TEST(StartupTimesTest, WithoutTheForksTimeTheFirstStepTakesNothing) {
  EXPECT_THAT(StartupTimes(HelloWith({{"a", 2'000'000}}), 0), ElementsAre(Pair("a", 0.0)));
  EXPECT_TRUE(StartupTimes(control::Hello(), 1'000'000).empty());
}

TEST(StartupTimesTest, NamesAreSanitised) {
  const auto times = StartupTimes(HelloWith({{"a\x1b[31m", 1}}), 0);
  ASSERT_EQ(times.size(), 1u);
  EXPECT_EQ(times[0].first.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace bulkhead
