#include "renderer/crash/stack_walk.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <thread>
#include <vector>

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
    WalkFrames({own_.begin, frame_pointer, stack_pointer}, Bounds(), own_, frames_, count);
    return count;
  }
  // Stopped in a library.
  uint32_t WalkFromElsewhere(uint64_t frame_pointer, uint64_t stack_pointer) {
    uint32_t count = 0;
    WalkFrames({0x7f0000001000, frame_pointer, stack_pointer}, Bounds(), own_, frames_, count);
    return count;
  }

  uint64_t Code(size_t offset) const { return own_.begin + offset; }
  // The instruction in front of the return address Code(offset).
  void Put(size_t offset, std::initializer_list<uint8_t> instruction) {
    std::copy(instruction.begin(), instruction.end(), code_.begin() + static_cast<ptrdiff_t>(offset - instruction.size()));
  }

  std::vector<uint8_t> code_ = std::vector<uint8_t>(0x10000);
  const CodeRange own_{reinterpret_cast<uint64_t>(code_.data()), reinterpret_cast<uint64_t>(code_.data() + code_.size())};
  std::array<uint64_t, 64> stack_{};
  std::array<uint64_t, 4> frames_{};
};

TEST_F(StackWalkTest, FollowsTheChainToItsEnd) {
  stack_[10] = At(20);
  stack_[11] = Code(0x1000);
  stack_[20] = 0;
  stack_[21] = Code(0x2000);
  EXPECT_EQ(Walk(At(10), At(8)), 2u);
  EXPECT_EQ(frames_[0], Code(0x1000));
  EXPECT_EQ(frames_[1], Code(0x2000));
}

TEST_F(StackWalkTest, StopsAtALoopAndAtADescent) {
  stack_[10] = At(10);
  stack_[11] = Code(0x1000);
  EXPECT_EQ(Walk(At(10), At(8)), 1u);
  stack_[10] = At(4);
  EXPECT_EQ(Walk(At(10), At(2)), 1u);
}

TEST_F(StackWalkTest, StopsAtTheRoomThatThereIs) {
  for (size_t i = 10; i < 60; i += 2) {
    stack_[i] = At(i + 2);
    stack_[i + 1] = Code(0x1000);
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
  stack_[11] = Code(0x1000);
  EXPECT_EQ(Walk(At(10), At(0) - 4096), 1u);
}

TEST_F(StackWalkTest, FromALibraryThatKeptTheFramePointer) {
  stack_[8] = Code(0x1000);  // into our function
  stack_[12] = At(20);   // its frame
  stack_[13] = Code(0x2000);
  stack_[21] = Code(0x3000);
  EXPECT_EQ(WalkFromElsewhere(At(12), At(4)), 3u);
  EXPECT_EQ(frames_[0], Code(0x1000));
  EXPECT_EQ(frames_[1], Code(0x2000));
  EXPECT_EQ(frames_[2], Code(0x3000));
}

TEST_F(StackWalkTest, FromALibraryThatUsedTheFramePointerForItself) {
  stack_[5] = At(7);
  stack_[6] = 0x7f0000002000;  // a frame of the library's
  stack_[8] = Code(0x1000);
  stack_[12] = At(20);
  stack_[13] = Code(0x2000);
  EXPECT_EQ(WalkFromElsewhere(6, At(4)), 2u);
  EXPECT_EQ(frames_[0], Code(0x1000));
  EXPECT_EQ(frames_[1], Code(0x2000));
}

TEST_F(StackWalkTest, AStaleFrameOfOurOwnIsPassedOver) {
  Put(0x1000, {0xe8, 0x00, 0x10, 0x00, 0x00});  // call Code(0x2000), which is no stub
  Put(0x3000, {0xe8, 0x00, 0x00, 0x00, 0x00});
  stack_[6] = At(20);
  stack_[7] = Code(0x1000);  // stale: who returns there has called our own code
  stack_[8] = Code(0x2000);
  stack_[20] = 0;
  stack_[21] = Code(0x3000);
  for (const auto& leaving : std::vector<std::vector<uint8_t>>{
           {0xff, 0xd0},                                // call *%rax
           {0x41, 0xff, 0xd3},                          // call *%r11
           {0xff, 0x50, 0x18},                          // call *24(%rax)
           {0xff, 0x54, 0x24, 0x08},                    // call *8(%rsp)
           {0xff, 0x15, 0x00, 0x01, 0x00, 0x00},        // call *256(%rip)
           {0xff, 0x94, 0x24, 0x00, 0x01, 0x00, 0x00},  // call *256(%rsp)
           {0xe8, 0x00, 0x00, 0x00, 0x7f},              // call far outside
           {0xe8, 0x00, 0x20, 0x00, 0x00}}) {           // call Code(0x4000), a stub
    std::fill(code_.begin() + 0x1ff0, code_.begin() + 0x2000, 0);
    std::copy(leaving.begin(), leaving.end(), code_.begin() + 0x2000 - static_cast<ptrdiff_t>(leaving.size()));
    for (const auto& stub : {std::vector<uint8_t>{0xff, 0x25}, {0xf3, 0x0f, 0x1e, 0xfa, 0xff, 0x25},
                             {0xf3, 0x0f, 0x1e, 0xfa, 0xf2, 0xff, 0x25}}) {
      std::fill(code_.begin() + 0x4000, code_.begin() + 0x4010, 0);
      std::copy(stub.begin(), stub.end(), code_.begin() + 0x4000);
      frames_ = {};
      EXPECT_EQ(WalkFromElsewhere(At(20), At(4)), 2u);
      EXPECT_EQ(frames_[0], Code(0x2000));
      EXPECT_EQ(frames_[1], Code(0x3000));
    }
  }
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
