#include "renderer/crash/stack_walk.h"

#include <array>
#include <thread>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

// A stack of our own: each frame is {previous frame pointer, return address}.
class StackWalkTest : public testing::Test {
 protected:
  uint64_t At(size_t index) const { return reinterpret_cast<uint64_t>(&stack_[index]); }
  StackBounds Bounds() const { return {At(0), At(stack_.size() - 1) + 8}; }
  uint32_t Walk(uint64_t frame_pointer, uint64_t stack_pointer) {
    uint32_t count = 0;
    WalkFrames({kOwn.begin, frame_pointer, stack_pointer}, Bounds(), kOwn, frames_, count);
    return count;
  }
  // Stopped in a library.
  uint32_t WalkFromElsewhere(uint64_t frame_pointer, uint64_t stack_pointer) {
    uint32_t count = 0;
    WalkFrames({0x7f0000001000, frame_pointer, stack_pointer}, Bounds(), kOwn, frames_, count);
    return count;
  }

  static constexpr CodeRange kOwn{0x400000, 0x500000};

  std::array<uint64_t, 64> stack_{};
  std::array<uint64_t, 4> frames_{};
};

TEST_F(StackWalkTest, FollowsTheChainToItsEnd) {
  stack_[10] = At(20);
  stack_[11] = 0x401000;
  stack_[20] = 0;
  stack_[21] = 0x402000;
  EXPECT_EQ(Walk(At(10), At(8)), 2u);
  EXPECT_EQ(frames_[0], 0x401000u);
  EXPECT_EQ(frames_[1], 0x402000u);
}

TEST_F(StackWalkTest, StopsAtALoopAndAtADescent) {
  stack_[10] = At(10);
  stack_[11] = 0x401000;
  EXPECT_EQ(Walk(At(10), At(8)), 1u);
  stack_[10] = At(4);
  EXPECT_EQ(Walk(At(10), At(2)), 1u);
}

TEST_F(StackWalkTest, StopsAtTheRoomThatThereIs) {
  for (size_t i = 10; i < 60; i += 2) {
    stack_[i] = At(i + 2);
    stack_[i + 1] = 0x401000;
  }
  EXPECT_EQ(Walk(At(10), At(8)), frames_.size());
}

TEST_F(StackWalkTest, TakesNothingFromOutsideTheStack) {
  EXPECT_EQ(Walk(0, At(8)), 0u);
  EXPECT_EQ(Walk(At(4), At(8)), 0u) << "below the stack pointer";
  EXPECT_EQ(Walk(At(10) + 1, At(8)), 0u) << "not aligned";
  EXPECT_EQ(Walk(At(63), At(8)), 0u) << "a frame that is cut by the end";
  EXPECT_EQ(Walk(At(10), Bounds().high + 4096), 0u) << "the stack pointer is another stack's";
}

TEST_F(StackWalkTest, AnOverflowWalksFromTheLowerEnd) {
  stack_[10] = 0;
  stack_[11] = 0x401000;
  EXPECT_EQ(Walk(At(10), At(0) - 4096), 1u);
}

TEST_F(StackWalkTest, FromALibraryThatKeptTheFramePointer) {
  stack_[8] = 0x401000;  // into our function
  stack_[12] = At(20);   // its frame
  stack_[13] = 0x402000;
  stack_[21] = 0x403000;
  EXPECT_EQ(WalkFromElsewhere(At(12), At(4)), 3u);
  EXPECT_EQ(frames_[0], 0x401000u);
  EXPECT_EQ(frames_[1], 0x402000u);
  EXPECT_EQ(frames_[2], 0x403000u);
}

TEST_F(StackWalkTest, FromALibraryThatUsedTheFramePointerForItself) {
  stack_[5] = At(7);
  stack_[6] = 0x7f0000002000;  // a frame of the library's
  stack_[8] = 0x401000;
  stack_[12] = At(20);
  stack_[13] = 0x402000;
  EXPECT_EQ(WalkFromElsewhere(6, At(4)), 2u);
  EXPECT_EQ(frames_[0], 0x401000u);
  EXPECT_EQ(frames_[1], 0x402000u);
}

TEST_F(StackWalkTest, FromALibraryWithoutAWayBack) {
  EXPECT_EQ(WalkFromElsewhere(At(12), At(4)), 0u);
}

TEST(StackBoundsTest, HoldTheCallersFrame) {
  auto check = [] {
    const int here = 0;
    const StackBounds bounds = CurrentStackBounds();
#ifndef BULKHEAD_SANITIZED  // locals live on a fake stack there
    EXPECT_LT(bounds.low, reinterpret_cast<uint64_t>(&here));
    EXPECT_GT(bounds.high, reinterpret_cast<uint64_t>(&here));
#else
    static_cast<void>(here);
#endif
    EXPECT_GT(bounds.high, bounds.low);
  };
  check();
  std::thread(check).join();
}

}  // namespace
}  // namespace bulkhead
