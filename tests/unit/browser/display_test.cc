#include "browser/host/display.h"

#include <unistd.h>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

class DisplayTest : public testing::Test {
 protected:
  bool Ready(uint32_t buffer, uint64_t sequence, uint64_t due) {
    credit_.reset();
    return display_->OnFrameReady(buffer, sequence, due, &credit_);
  }
  std::unique_ptr<Display> display_ = Display::Create(4, 2).value();
  std::optional<uint32_t> credit_;
};

TEST_F(DisplayTest, OneFrameIsHeldAndTheOneBeforeIsGivenBack) {
  EXPECT_FALSE(display_->Copy());
  EXPECT_TRUE(Ready(0, 1, 1));
  EXPECT_FALSE(credit_);
  EXPECT_TRUE(Ready(1, 2, 3));
  EXPECT_EQ(credit_, 0u);
  EXPECT_TRUE(Ready(0, 3, 3));
  EXPECT_EQ(credit_, 1u);
  EXPECT_EQ(display_->frames(), 3u);
}

TEST_F(DisplayTest, WhatDoesNotFollowIsRefusedAndChangesNothing) {
  ASSERT_TRUE(Ready(0, 1, 5));
  EXPECT_FALSE(Ready(0, 2, 6));             // ours
  EXPECT_FALSE(Ready(kRingBuffers, 2, 6));  // none
  EXPECT_FALSE(Ready(0xFFFFFFFF, 2, 6));
  EXPECT_FALSE(Ready(1, 1, 6));  // again
  EXPECT_FALSE(Ready(1, 3, 6));  // one left out
  EXPECT_FALSE(Ready(1, 2, 4));  // fewer due than before
  EXPECT_TRUE(Ready(1, 2, 5));
}

TEST_F(DisplayTest, TheRingIsSealedAndTheCopyPrivate) {
  const UniqueFd ring = display_->ShareRing().value();
  EXPECT_LT(::ftruncate(ring.get(), 0), 0);
  EXPECT_LT(::ftruncate(ring.get(), 1 << 20), 0);
  ASSERT_TRUE(Ready(1, 1, 1));
  const off_t offset = static_cast<off_t>(display_->geometry().offset(1));
  ASSERT_EQ(::pwrite(ring.get(), "abcd", 4, offset), 4);
  const FrameCopy copy = display_->Copy().value();
  ASSERT_EQ(::pwrite(ring.get(), "zzzz", 4, offset), 4);
  EXPECT_EQ(copy.pixels.substr(0, 4), "abcd");
  EXPECT_EQ(copy.pixels.size(), 4u * 2 * 4);
}

TEST_F(DisplayTest, BegunAnewItHasNoFrameAndTheNextOneFollows) {
  EXPECT_FALSE(display_->BeginAnew());
  ASSERT_TRUE(Ready(1, 1, 1));
  EXPECT_EQ(display_->BeginAnew(), 1u);
  EXPECT_EQ(display_->frames(), 0u);
  EXPECT_FALSE(display_->Copy());
  EXPECT_FALSE(Ready(0, 1, 1));  // the number that was
  EXPECT_TRUE(Ready(1, 2, 2));   // in the buffer that was given back
  EXPECT_FALSE(credit_);
  EXPECT_EQ(display_->frames(), 1u);
  EXPECT_TRUE(display_->Copy());
}

}  // namespace
}  // namespace bulkhead
