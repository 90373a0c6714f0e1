#include "renderer/process/main_stack.h"

#include <pthread.h>

#include <cstdint>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

// gtest runs on the main thread.
TEST(MainStackTest, HoldsThisFrameAndLiesWithinWhatTheCLibrarySays) {
  const StackRange stack = MainStack();
  const auto low = reinterpret_cast<uintptr_t>(stack.low);
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  EXPECT_GT(here, low);
  EXPECT_LT(here, low + stack.bytes);
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_getattr_np(pthread_self(), &attributes), 0);
  void* known = nullptr;
  size_t bytes = 0;
  ASSERT_EQ(pthread_attr_getstack(&attributes, &known, &bytes), 0);
  pthread_attr_destroy(&attributes);
  EXPECT_LE(low + stack.bytes, reinterpret_cast<uintptr_t>(known) + bytes);
  // The kernel's random gap above and the environment make the two differ by pages, not by more.
  EXPECT_LT(reinterpret_cast<uintptr_t>(known) + bytes - (low + stack.bytes), 4u * 1024 * 1024);
}

}  // namespace
}  // namespace bulkhead
