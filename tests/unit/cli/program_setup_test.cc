#include "browser/cli/program_setup.h"

#include <unistd.h>

#include <chrono>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(ProgramSetupTest, TimeThatIsOverEndsTheProcessWithALine) {
  EXPECT_EXIT(
      {
        LimitTime(std::chrono::milliseconds(20), "bulkhead: it did not end");
        for (;;) {
          // Not a spin: under ThreadSanitizer a handler runs only where the thread calls the C library.
          ::pause();
        }
      },
      testing::ExitedWithCode(2), "^bulkhead: it did not end\n$");
}

}  // namespace
}  // namespace bulkhead
