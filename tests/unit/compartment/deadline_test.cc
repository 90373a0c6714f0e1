#include "browser/compartment/deadline.h"

#include <chrono>
#include <memory>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

TEST(DeadlineTest, PassesOnce) {
  boost::asio::io_context loop;
  int passed = 0;
  Deadline deadline(loop, [&] { ++passed; });
  deadline.Arm(1ms);
  loop.run();
  EXPECT_EQ(passed, 1);
}

TEST(DeadlineTest, MovedItPassesOnlyAtTheNewTime) {
  boost::asio::io_context loop;
  int passed = 0;
  Deadline deadline(loop, [&] { ++passed; });
  const auto began = std::chrono::steady_clock::now();
  deadline.Arm(0ms);
  deadline.Arm(20ms);
  loop.run();
  EXPECT_EQ(passed, 1);
  EXPECT_GE(std::chrono::steady_clock::now() - began, 20ms);
}

TEST(DeadlineTest, CalledOffItSaysNothingAlsoWhenItsTimerHasFired) {
  boost::asio::io_context loop;
  int passed = 0;
  Deadline second(loop, [&] { ++passed; });
  // Both fire in one turn of the loop; the first calls the second off while its call is on its way.
  Deadline first(loop, [&] { second.Disarm(); });
  first.Arm(-1ms);
  second.Arm(0ms);
  loop.run();
  EXPECT_EQ(passed, 0);
}

TEST(DeadlineTest, MayDestroyItself) {
  boost::asio::io_context loop;
  std::unique_ptr<Deadline> deadline;
  const auto witness = std::make_shared<int>(7);
  int seen = 0;
  deadline = std::make_unique<Deadline>(loop, [&deadline, &seen, witness] {
    deadline.reset();
    seen = *witness;
  });
  deadline->Arm(0ms);
  loop.run();
  EXPECT_EQ(seen, 7);
}

}  // namespace
}  // namespace bulkhead
