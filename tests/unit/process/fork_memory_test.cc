#include "renderer/process/fork_memory.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <functional>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

// What `body` returns in a fork of this process, which keeps its own memory as it is.
int InChild(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(ForkMemory, NoBlockComesFromAGapAgain) {
#ifdef BULKHEAD_SANITIZED
  GTEST_SKIP() << "a sanitizer's heap";
#endif
  const int reused = InChild([] {
    constexpr size_t kSize = 2000;
    std::array<void*, 64> gaps{};
    std::array<void* volatile, 64> between{};  // keep the gaps apart; volatile, or the compiler drops them
    for (size_t i = 0; i < gaps.size(); ++i) {
      gaps[i] = std::malloc(kSize);
      between[i] = std::malloc(kSize);
    }
    const std::array<void*, 64> were = gaps;
    for (void* const gap : gaps) {
      std::free(gap);
    }
    if (FillHeapGaps() < were.size() * kSize) {
      return 100;
    }
    int count = 0;
    for (size_t i = 0; i < were.size(); ++i) {
      count += std::find(were.begin(), were.end(), std::malloc(kSize)) != were.end() ? 1 : 0;
    }
    return count;
  });
  EXPECT_EQ(reused, 0);
}

}  // namespace
}  // namespace bulkhead
