#include "renderer/threads/thread_barrier.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(ThreadBarrier, NobodyPassesBeforeItOpens) {
  for (int round = 0; round < 20; ++round) {
    ThreadBarrier barrier;
    std::atomic<int> set_up{0};
    std::atomic<int> passed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        ++set_up;
        barrier.ArriveAndWait();
        ++passed;
      });
    }
    barrier.AwaitArrivals(4);
    EXPECT_EQ(set_up, 4);
    EXPECT_EQ(passed, 0);
    EXPECT_EQ(barrier.arrived(), 4u);
    barrier.Open();
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_EQ(passed, 4);
  }
}

TEST(ThreadBarrier, WhoComesLatePasses) {
  ThreadBarrier barrier;
  barrier.Open();
  std::thread([&] { barrier.ArriveAndWait(); }).join();
  barrier.AwaitArrivals(1);
}

}  // namespace
}  // namespace bulkhead
