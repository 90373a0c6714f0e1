#include "browser/cli/program_setup.h"

#include <chrono>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(ProgramSetupTest, TimeThatIsOverEndsTheProcessWithALine) {
  EXPECT_EXIT(
      {
        LimitTime(std::chrono::milliseconds(20), "bulkhead: it did not end");
        for (;;) {
        }
      },
      testing::ExitedWithCode(2), "^bulkhead: it did not end\n$");
}

}  // namespace
}  // namespace bulkhead
