#include "renderer/sandbox/thread_guard.h"

#include <pthread.h>

#include <system_error>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/crash/crash_child.h"

namespace bulkhead {
namespace {

void* Nothing(void*) {
  return nullptr;
}

int TryThread() {
  pthread_t thread;
  const int error = ::pthread_create(&thread, nullptr, Nothing, nullptr);
  if (error == 0) {
    ::pthread_join(thread, nullptr);
  }
  return error;
}

// One frame that no optimiser may merge.
[[gnu::noinline]] int Asks() {
  const int error = TryThread();
  asm volatile("" ::: "memory");
  return error;
}

TEST(ThreadGuardTest, ThreadsAreMadeUntilTheSetIsFixed) {
  CrashChild child([](CrashArea&) {
    PrepareThreadGuard();
    bool ran = false;
    std::thread([&ran] { ran = true; }).join();
    ::_exit(ran && TryThread() == 0 ? 0 : 1);
  });
  EXPECT_EQ(child.Wait(), 0);
  EXPECT_EQ(child.area().late_thread.attempts, 0u);
}

TEST(ThreadGuardTest, AfterwardsTheyAreRefused) {
  CrashChild child([](CrashArea&) {
    PrepareThreadGuard();
    FixThreads();
    int refused = TryThread() == EAGAIN ? 1 : 0;
    try {
      std::thread([] {}).join();
    } catch (const std::system_error& error) {
      refused += error.code().value() == EAGAIN ? 1 : 0;
    }
    ::_exit(refused == 2 ? 0 : 1);
  });
  EXPECT_EQ(child.Wait(), 0);
  EXPECT_EQ(child.area().late_thread.attempts, 2u);
  EXPECT_EQ(child.area().crashes, 0u);
}

TEST(ThreadGuardTest, TheFirstAttemptLeavesItsStack) {
  CrashChild child([](CrashArea&) {
    FixThreads();
    Asks();
    std::thread* never = nullptr;
    try {
      never = new std::thread([] {});
    } catch (const std::system_error&) {
    }
    ::_exit(never == nullptr ? 0 : 1);
  });
  EXPECT_EQ(child.Wait(), 0);
  const LateThread& late = child.area().late_thread;
  EXPECT_EQ(late.attempts, 2u);
  ASSERT_GE(late.frame_count, 2u);
  ASSERT_LE(late.frame_count, kCrashFrames);
  // The return address lies in the function that asked.
  const auto begin = reinterpret_cast<uint64_t>(&Asks);
  const auto inside = [begin](uint64_t frame) { return frame > begin && frame < begin + 256; };
  EXPECT_TRUE(inside(late.frames[0]) || inside(late.frames[1]));
}

// Without an area to note it in, the answer is the same.
TEST(ThreadGuardTest, NoAreaIsNeeded) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    FixThreads();
    ::_exit(TryThread() == EAGAIN ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace bulkhead
