#include "browser/symbols/work_pace.h"

#include <time.h>

#include <chrono>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

struct WorkPaceTest : testing::Test {
  WorkPace::Time used = milliseconds(100);
  std::vector<WorkPace::Time> rests;
  WorkPace pace{[this] { return used; }, [this](WorkPace::Time rest) { rests.push_back(rest); }};
};

TEST_F(WorkPaceTest, TwiceTheWorkIsRested) {
  used += milliseconds(3);
  pace.Rest();
  used += milliseconds(5);
  pace.Rest();
  EXPECT_THAT(rests, ElementsAre(milliseconds(6), milliseconds(10)));
}

TEST_F(WorkPaceTest, LittleWorkAddsUpToARest) {
  pace.Rest();
  for (int i = 0; i < 3; ++i) {
    used += milliseconds(1);
    pace.Rest();
  }
  EXPECT_THAT(rests, ElementsAre(milliseconds(4)));
}

TEST_F(WorkPaceTest, ARestIsBounded) {
  used += milliseconds(800);
  pace.Rest();
  EXPECT_THAT(rests, ElementsAre(WorkPace::kLongestRest));
}

WorkPace::Time ThreadTime() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

TEST(ThreadWorkPaceTest, CountsTheProcessorTimeOfItsThread) {
  WorkPace pace;
  for (const WorkPace::Time begin = ThreadTime(); ThreadTime() < begin + WorkPace::kLeast;) {
  }
  const auto worked = std::chrono::steady_clock::now();
  pace.Rest();
  EXPECT_GE(std::chrono::steady_clock::now() - worked, 2 * WorkPace::kLeast);
}

}  // namespace
}  // namespace bulkhead
