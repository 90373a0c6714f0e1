#include "renderer/crash/crash_handler.h"

#undef NDEBUG  // __assert_fail
#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "renderer/crash/crash_signals.h"
#include "renderer/crash/other_stacks.h"
#include "tests/unit/crash/crash_child.h"

namespace bulkhead {
namespace {

constexpr size_t kRip = 16;

[[gnu::noinline]] void RaiseIllegal() {
  asm volatile("ud2");
}

struct Crash {
  const char* name;
  int signal;
  void (*strike)();
};

const Crash kCrashes[] = {
    {"segv", SIGSEGV, [] { asm volatile("movq %%rax, (%0)" : : "r"(16UL) : "memory"); }},
    {"bus", SIGBUS, [] { ::raise(SIGBUS); }},
    {"ill", SIGILL, RaiseIllegal},
    {"fpe", SIGFPE, [] { asm volatile("xor %%edx, %%edx; xor %%ecx, %%ecx; div %%ecx" : : : "eax", "ecx", "edx"); }},
    {"abrt", SIGABRT, [] { ::abort(); }},
    {"trap", SIGTRAP, [] { asm volatile("int3"); }},
    {"sys", SIGSYS, [] { ::raise(SIGSYS); }},
};

class CrashSignalTest : public testing::TestWithParam<Crash> {};

TEST_P(CrashSignalTest, LeavesACompleteRecordAndEndsByExitCode) {
  CrashChild child([](CrashArea&) { GetParam().strike(); });
  const pid_t pid = child.pid();
  const int status = child.Wait();
  ASSERT_TRUE(WIFEXITED(status)) << status;
  EXPECT_EQ(WEXITSTATUS(status), 128 + GetParam().signal);
  const CrashArea& area = child.area();
  EXPECT_EQ(area.magic, kCrashAreaMagic);
  EXPECT_EQ(area.crashes, 1u);
  const CrashRecord& record = area.records[0];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_EQ(record.signal, GetParam().signal);
  EXPECT_EQ(record.thread_id, pid);
  EXPECT_STREQ(record.thread_name, "main");
  EXPECT_GE(record.frame_count, 2u);
  EXPECT_EQ(record.frames[0], record.registers[kRip]);
  EXPECT_GT(record.at_ns, 0u);
  EXPECT_LT(record.stack_low, record.stack_pointer);
  EXPECT_GT(record.stack_high, record.stack_pointer);
}

INSTANTIATE_TEST_SUITE_P(All, CrashSignalTest, testing::ValuesIn(kCrashes),
                         [](const auto& info) { return info.param.name; });

// Three frames that no optimiser may merge.
[[gnu::noinline]] void Innermost() {
  void* volatile frame = __builtin_frame_address(0);  // else a leaf has none
  static_cast<void>(frame);
  asm volatile("ud2");
}
[[gnu::noinline]] void Middle() {
  Innermost();
  asm volatile("" ::: "memory");
}
[[gnu::noinline]] void Outer() {
  Middle();
  asm volatile("" ::: "memory");
}

[[gnu::noinline]] void Aborts() {
  ::abort();
}

bool Inside(uint64_t address, void (*function)()) {
  const uint64_t begin = reinterpret_cast<uint64_t>(function);
  return address >= begin && address < begin + 128;
}

TEST(CrashHandlerTest, FramesAreTheCallers) {
  CrashChild child([](CrashArea&) { Outer(); });
  child.Wait();
  const CrashRecord& record = child.area().records[0];
  ASSERT_GE(record.frame_count, 4u);
  EXPECT_TRUE(Inside(record.frames[0], Innermost));
  EXPECT_TRUE(Inside(record.frames[1], Middle));
  EXPECT_TRUE(Inside(record.frames[2], Outer));
}

TEST(CrashHandlerTest, FramesOfAnAbortLeadBackIntoOurCode) {
  CrashChild child([](CrashArea&) {
    Aborts();
    asm volatile("" ::: "memory");
  });
  child.Wait();
  const CrashRecord& record = child.area().records[0];
  // raise, abort and its helpers in glibc, then ours: the call is the byte before the return address.
  const std::span<const uint64_t> frames(record.frames, record.frame_count);
  EXPECT_TRUE(std::ranges::any_of(frames, [](uint64_t frame) { return Inside(frame - 1, Aborts); }));
  ASSERT_GE(record.frame_count, 3u);
}

[[gnu::noinline]] int Recurse(int depth) {
  volatile char room[512];
  room[0] = static_cast<char>(depth);
  return depth < 0 ? 0 : Recurse(depth + 1) + room[0];
}

std::atomic<bool> g_hole_in_stack = false;

// As CrashWithHoleInStack() below, without the crash.
[[gnu::noinline]] void SpinWithHoleInStack() {
  constexpr size_t kPage = 4096;
  alignas(kPage) volatile char room[4 * kPage];
  room[0] = 1;
  volatile char* hole = room + 2 * kPage;
  ::mprotect(const_cast<char*>(hole), kPage, PROT_NONE);
  g_hole_in_stack = true;
  asm volatile("mov %0, %%rbp; 1: jmp 1b" : : "r"(hole + 64) : "memory");
}

TEST(CrashHandlerTest, StackOverflowOfTheMainThread) {
  CrashChild child([](CrashArea&) { Recurse(0); });
  const int status = child.Wait();
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGSEGV);
  const CrashRecord& record = child.area().records[0];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_EQ(record.frame_count, kCrashFrames);
  // What tells an overflow: the fault lies at the lower end of the stack.
  EXPECT_LT(record.address, record.stack_low + 256 * 1024);
}

TEST(CrashHandlerTest, StackOverflowOfAnotherThread) {
  CrashChild child([](CrashArea&) {
    std::thread([] {
      RegisterCrashThread("worker");
      Recurse(0);
    }).join();
  });
  child.Wait();
  const CrashRecord& record = child.area().records[1];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_STREQ(record.thread_name, "worker");
  EXPECT_EQ(record.frame_count, kCrashFrames);
  EXPECT_LT(record.address, record.stack_low + 256 * 1024);
}

TEST(CrashHandlerTest, AThreadThatDidNotCrashTellsWhereItStood) {
  CrashChild child([](CrashArea&) {
    std::thread([] {
      RegisterCrashThread("worker");
      RaiseIllegal();
    }).join();
  });
  child.Wait();
  const CrashRecord& crashed = child.area().records[1];
  EXPECT_EQ(crashed.role, CrashRecord::kCrashed);
  const CrashRecord& other = child.area().records[0];
  EXPECT_EQ(other.role, CrashRecord::kStopped);
  EXPECT_EQ(other.state, CrashRecord::kComplete);
  EXPECT_STREQ(other.thread_name, "main");
  EXPECT_EQ(other.signal, 0);
  EXPECT_GE(other.frame_count, 2u);
  EXPECT_GE(other.at_ns, crashed.at_ns);
}

TEST(CrashHandlerTest, AThreadThatGivesNoAnswerIsToldAsSuch) {
  CrashChild child([](CrashArea&) {
    sigset_t mask;
    ::sigemptyset(&mask);
    ::sigaddset(&mask, kStackSignal);
    ::pthread_sigmask(SIG_BLOCK, &mask, nullptr);
    std::thread([] {
      RegisterCrashThread("worker");
      RaiseIllegal();
    }).join();
  });
  const int status = child.Wait();
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGILL);
  EXPECT_EQ(child.area().records[1].state, CrashRecord::kComplete);
  EXPECT_EQ(child.area().records[0].role, CrashRecord::kAsked);
  EXPECT_EQ(child.area().records[0].state, CrashRecord::kEmpty);
}

TEST(CrashHandlerTest, AThreadThatIsStoppedOnABrokenStackTellsWhatItCan) {
  CrashChild child([](CrashArea&) {
    std::thread([] {
      RegisterCrashThread("worker");
      while (!g_hole_in_stack) {
        std::this_thread::yield();
      }
      RaiseIllegal();
    }).detach();
    SpinWithHoleInStack();
  });
  const int status = child.Wait();
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGILL);
  EXPECT_EQ(child.area().records[1].role, CrashRecord::kCrashed);
  const CrashRecord& other = child.area().records[0];
  EXPECT_EQ(other.role, CrashRecord::kStopped);
  EXPECT_EQ(other.state, CrashRecord::kComplete);
  EXPECT_EQ(other.remarks, CrashRecord::kWalkFaulted);
}

TEST(CrashHandlerTest, AThreadThatStillRunsTakesTheStacksOfTheOthers) {
  CrashChild child([](CrashArea&) {
    std::thread([] {
      RegisterCrashThread("compositor");
      TakeStacksOfOthers();
      ::_exit(0);
    }).join();
  });
  EXPECT_EQ(child.Wait(), 0);
  EXPECT_EQ(child.area().crashes, 0u);
  EXPECT_EQ(child.area().records[0].role, CrashRecord::kStopped);
  EXPECT_GE(child.area().records[0].frame_count, 2u);
  EXPECT_EQ(child.area().records[1].role, CrashRecord::kNone);
}

TEST(CrashHandlerTest, ABrokenFramePointerCostsTheFramesAlone) {
  CrashChild child([](CrashArea&) { asm volatile("mov $0x1238, %%rbp; ud2" ::: "memory"); });
  child.Wait();
  const CrashRecord& record = child.area().records[0];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_EQ(record.frame_count, 1u);
}

// The frame pointer leads into a page of the stack that is not there.
[[gnu::noinline]] void CrashWithHoleInStack() {
  constexpr size_t kPage = 4096;
  alignas(kPage) volatile char room[4 * kPage];
  room[0] = 1;
  volatile char* hole = room + 2 * kPage;
  ::mprotect(const_cast<char*>(hole), kPage, PROT_NONE);
  asm volatile("mov %0, %%rbp; ud2" : : "r"(hole + 64) : "memory");
}

TEST(CrashHandlerTest, AFaultInTheWalkKeepsTheRest) {
  CrashChild child([](CrashArea&) { CrashWithHoleInStack(); });
  const int status = child.Wait();
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGILL);
  const CrashRecord& record = child.area().records[0];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_EQ(record.signal, SIGILL);
  EXPECT_EQ(record.frame_count, 1u);
}

TEST(CrashHandlerTest, ASecondThreadRecordsItselfAndParks) {
  CrashChild child([](CrashArea& area) {
    area.crashes = 1;  // somebody was first, and has not ended the process yet
    std::thread([] {
      RegisterCrashThread("second");
      RaiseIllegal();
    }).join();
  });
  const CrashRecord& record = child.area().records[1];
  for (int i = 0; i < 10'000 && record.state != CrashRecord::kComplete; ++i) {
    ::poll(nullptr, 0, 1);
  }
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_EQ(record.signal, SIGILL);
  EXPECT_EQ(child.area().crashes, 2u);
  int status = 0;
  EXPECT_EQ(::waitpid(child.pid(), &status, WNOHANG), 0) << "it parks";
}

TEST(CrashHandlerTest, ACrashInTheHandlerEndsAtOnceAndLeavesNoRecord) {
  CrashChild child([](CrashArea& area) {
    ::mprotect(&area, kCrashAreaBytes, PROT_READ);
    RaiseIllegal();
  });
  const int status = child.Wait();
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGILL);
  EXPECT_EQ(child.area().records[0].state, CrashRecord::kEmpty);
}

TEST(CrashHandlerTest, AThreadThatNobodyRegisteredHasARecord) {
  CrashChild child([](CrashArea&) {
    std::thread([] {
      ::pthread_setname_np(::pthread_self(), "library");
      RaiseIllegal();
    }).join();
  });
  child.Wait();
  const CrashRecord& record = child.area().records[1];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_STREQ(record.thread_name, "library");
}

TEST(CrashHandlerTest, TheSenderOfASignalIsTold) {
  CrashChild child([](CrashArea&) {
    for (;;) {
      ::pause();
    }
  });
  while (child.area().records[0].thread_name[0] == '\0') {
    ::poll(nullptr, 0, 1);
  }
  ::poll(nullptr, 0, 5);
  ::kill(child.pid(), SIGSEGV);
  child.Wait();
  const CrashRecord& record = child.area().records[0];
  EXPECT_EQ(record.code, SI_USER);
  EXPECT_EQ(record.sender_pid, 0) << "another process";
  EXPECT_EQ(record.address, 0u);
}

TEST(CrashHandlerTest, WhatAnUncaughtExceptionSaid) {
  CrashChild child([](CrashArea&) {
    std::thread([] { throw std::runtime_error("the tile is gone"); }).join();
  });
  const int status = child.Wait();
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGABRT);
  EXPECT_STREQ(child.area().records[1].message, "the tile is gone");
}

TEST(CrashHandlerTest, WhatGlibcSaidBeforeItAborted) {
  CrashChild child([](CrashArea&) { ::__assert_fail("buffers == 2", "ring.cc", 7, "Ring"); });
  child.Wait();
  EXPECT_THAT(child.area().records[0].message, testing::HasSubstr("buffers == 2"));
}

TEST(CrashNotesTest, StepsPositionAndFault) {
  CrashChild child([](CrashArea&) {
    for (size_t i = 0; i < kStartupSteps + 3; ++i) {
      NoteStartupStep(i == 0 ? "a-name-that-is-longer-than-its-field" : "step");
    }
    NoteMissingLayer("seccomp", std::string(500, 'w'));
    for (size_t i = 0; i < kMissingLayers; ++i) {
      NoteMissingLayer("landlock", "none");
    }
    NoteScriptPosition(std::string(500, 's'), 42);
    NoteInjectedFault("crash.segv()");
    FailStartup("seccomp", EINVAL, "no filter");
  });
  const int status = child.Wait();
  EXPECT_EQ(WEXITSTATUS(status), kStartupFailedExit);
  const CrashArea& area = child.area();
  EXPECT_EQ(area.steps_done, kStartupSteps);
  EXPECT_STREQ(area.steps[0].step, "a-name-that-is-longer-t");
  EXPECT_GT(area.steps[1].at_ns, 0u);
  EXPECT_EQ(area.missing_layers, kMissingLayers);
  EXPECT_STREQ(area.missing[0].layer, "seccomp");
  EXPECT_EQ(std::string(area.missing[0].why), std::string(111, 'w'));
  EXPECT_STREQ(area.missing[1].why, "none");
  EXPECT_EQ(std::string(area.script_source), std::string(127, 's'));
  EXPECT_EQ(area.script_line, 42u);
  EXPECT_STREQ(area.injected_fault, "crash.segv()");
  EXPECT_STREQ(area.failed_step, "seccomp");
  EXPECT_EQ(area.failed_error, EINVAL);
  EXPECT_STREQ(area.failed_why, "no filter");
}

TEST(CrashNotesTest, NothingHappensWithoutAnArea) {
  NoteStartupStep("step");
  NoteMissingLayer("seccomp", "none");
  NoteScriptPosition("a.html", 1);
  NoteInjectedFault("x");
}

}  // namespace
}  // namespace bulkhead
