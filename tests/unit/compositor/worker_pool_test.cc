#include "renderer/compositor/worker_pool.h"

#include <atomic>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(JobTest, OwnsWhatItWorksOnAndLetsGoOfItAfterTheCall) {
  auto owned = std::make_unique<int>(7);
  auto watch = std::make_shared<int>(0);
  Job job = [owned = std::move(owned), watch] { *watch = *owned; };
  EXPECT_EQ(watch.use_count(), 2);
  EXPECT_TRUE(job);
  job();
  EXPECT_EQ(*watch, 7);
  EXPECT_EQ(watch.use_count(), 1);
  EXPECT_FALSE(job);
}

TEST(WorkerPoolTest, RunsEveryJobOnItsOwnThreads) {
  auto pool = WorkerPool::Create(2, nullptr);
  ASSERT_TRUE(pool);
  EXPECT_EQ((*pool)->count(), 2u);
  std::atomic<int> sum{0};
  std::promise<void> done;
  constexpr int kJobs = 1000;
  std::atomic<int> left{kJobs};
  for (int i = 1; i <= kJobs; ++i) {
    (*pool)->Post([&, i] {
      sum += i;
      if (--left == 0) {
        done.set_value();
      }
    });
  }
  done.get_future().wait();
  EXPECT_EQ(sum, kJobs * (kJobs + 1) / 2);
  EXPECT_EQ((*pool)->waiting(), 0u);
}

TEST(WorkerPoolTest, GoesThroughTheStartHookBeforeItTakesJobs) {
  std::promise<void> open;
  std::shared_future<void> opened = open.get_future().share();
  Mutex mutex;
  std::set<std::string> names;
  std::atomic<int> arrived{0};
  auto pool = WorkerPool::Create(2, [&](const std::string& name) {
    {
      MutexLock lock(mutex);
      names.insert(name);
    }
    ++arrived;
    opened.wait();
  });
  ASSERT_TRUE(pool);
  std::promise<int> ran;
  (*pool)->Post([&] { ran.set_value(arrived); });
  EXPECT_EQ((*pool)->waiting(), 1u);
  open.set_value();
  EXPECT_GE(ran.get_future().get(), 1);
  (*pool)->Stop();
  EXPECT_EQ(names, (std::set<std::string>{"worker 1", "worker 2"}));
}

TEST(WorkerPoolTest, TakesFrameJobsFirst) {
  std::promise<void> open;
  std::shared_future<void> opened = open.get_future().share();
  auto pool = WorkerPool::Create(1, [opened](const std::string&) { opened.wait(); });
  ASSERT_TRUE(pool);
  std::vector<int> order;
  std::promise<void> done;
  (*pool)->Post([&] { order.push_back(3); });
  (*pool)->Post([&] {
    order.push_back(4);
    done.set_value();
  });
  (*pool)->Post([&] { order.push_back(1); }, JobPriority::kFrame);
  (*pool)->Post([&] { order.push_back(2); }, JobPriority::kFrame);
  open.set_value();
  done.get_future().wait();
  (*pool)->Stop();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
}

TEST(WorkerPoolTest, StopDropsWhatWaitsAndWhatComesLater) {
  auto pool = WorkerPool::Create(1, nullptr);
  ASSERT_TRUE(pool);
  std::promise<void> running;
  std::promise<void> go_on;
  auto watch = std::make_shared<int>(0);
  (*pool)->Post([&] {
    running.set_value();
    go_on.get_future().wait();
  });
  running.get_future().wait();
  (*pool)->Post([watch] { ++*watch; });
  std::thread stopper([&] { (*pool)->Stop(); });
  // Dropped at once, though the running job has not ended.
  while (watch.use_count() > 1) {
    std::this_thread::yield();
  }
  go_on.set_value();
  stopper.join();
  (*pool)->Post([watch] { ++*watch; });
  EXPECT_EQ(*watch, 0);
  EXPECT_EQ(watch.use_count(), 1);
  (*pool)->Stop();
}

}  // namespace
}  // namespace bulkhead
