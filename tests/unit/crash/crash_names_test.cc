// From a crash to the names that people read: the handler's record of a child, judged and named as the browser does it. What
// each way to die is called, with which words, and that the innermost frame is the function that did it.
#undef NDEBUG  // __assert_fail
#include <assert.h>
#include <dlfcn.h>
#include <link.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/core/cause_of.h"
#include "browser/core/post_mortem.h"
#include "browser/symbols/symboliser.h"
#include "tests/unit/crash/crash_child.h"

namespace bulkhead {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

int AddModule(dl_phdr_info* info, size_t, void* into) {
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type == PT_LOAD && (header.p_flags & PF_X) != 0) {
      const uint64_t begin = info->dlpi_addr + header.p_vaddr;
      const std::string path =
          *info->dlpi_name != '\0' ? info->dlpi_name : std::filesystem::read_symlink("/proc/self/exe").string();
      static_cast<std::vector<ModuleRange>*>(into)->push_back({path, info->dlpi_addr, begin, begin + header.p_memsz});
    }
  }
  return 0;
}

struct Autopsy {
  Death death;
  std::vector<NamedStack> stacks;
};

Autopsy Examined(CrashChild& child) {
  // A child of a fork has its parent's modules.
  std::vector<ModuleRange> modules;
  ::dl_iterate_phdr(AddModule, &modules);
  DeathEvidence evidence;
  evidence.wait_status = child.Wait();
  evidence.hello = true;
  evidence.record = ParseCrashArea({reinterpret_cast<const std::byte*>(&child.area()), kCrashAreaBytes});
  const std::atomic<bool> go_on = false;
  return {CauseOf(evidence, modules), Symboliser().Name(Examine(evidence.record, modules).stacks, go_on)};
}

void ExpectTop(const NamedStack& stack, const char* thread, const char* function) {
  EXPECT_EQ(stack.thread, thread);
  ASSERT_FALSE(stack.frames.empty());
  EXPECT_THAT(stack.frames[0].function, HasSubstr(function));
  EXPECT_THAT(stack.frames[0].file, EndsWith("tests/unit/crash/crash_names_test.cc"));
  EXPECT_GT(stack.frames[0].line, 0u);
}

void ExpectAbort(const Autopsy& autopsy, const char* function, const std::string& message) {
  EXPECT_EQ(autopsy.death.cause, Cause::kSignalled);
  EXPECT_EQ(autopsy.death.detail.signal, "SIGABRT");
  EXPECT_THAT(autopsy.death.detail.message.value_or(""), HasSubstr(message));
  ASSERT_EQ(autopsy.stacks.size(), 1u);
  ExpectTop(autopsy.stacks[0], "main", function);
}

[[gnu::noinline]] void AssertsWhatIsNotTrue(int number) {
  assert(number > 1'000'000);
}

TEST(CrashNamesTest, AFailedAssertHasItsTextAndWhoAsserted) {
  CrashChild child([](CrashArea&) { AssertsWhatIsNotTrue(1); });
  ExpectAbort(Examined(child), "AssertsWhatIsNotTrue", "number > 1'000'000");
}

[[gnu::noinline]] void ThrowsToNobody() {
  throw std::runtime_error("nobody catches this");
}

TEST(CrashNamesTest, AnExceptionThatNobodyCatchesHasItsWordsAndWhoThrew) {
  // noexcept: the stack is not unwound first, whoever calls.
  CrashChild child([](CrashArea&) noexcept { ThrowsToNobody(); });
  ExpectAbort(Examined(child), "ThrowsToNobody", "nobody catches this");
}

#ifndef BULKHEAD_SANITIZED  // AddressSanitizer has an allocator of its own, and the last word
[[gnu::noinline]] void FreesTwice() {
  void* volatile memory = ::malloc(64);
  ::free(memory);
  ::free(memory);
}

TEST(CrashNamesTest, ADoubleFreeHasTheAllocatorsWordsAndWhoFreed) {
  CrashChild child([](CrashArea&) {
    FreesTwice();
    asm volatile("" ::: "memory");
  });
  ExpectAbort(Examined(child), "FreesTwice", "double free");
}
#endif

[[gnu::noinline]] void Traps() {
  asm volatile("ud2");
}

TEST(CrashNamesTest, OfTwoThreadsThatCrashAtOnceBothAreTold) {
  CrashChild child([](CrashArea& area) {
    // The second one has recorded itself and parked before the first one, which ends the process, gets to its own record.
    area.crashes = 1;
    std::thread([] {
      RegisterCrashThread("worker");
      Traps();
    }).detach();
    while (area.records[1].state != CrashRecord::kComplete) {
      std::this_thread::yield();
    }
    area.crashes = 0;
    Traps();
  });
  const Autopsy autopsy = Examined(child);
  EXPECT_EQ(autopsy.death.detail.signal, "SIGILL");
  EXPECT_THAT(autopsy.death.detail.record.value_or(""), HasSubstr("2 threads crashed"));
  ASSERT_EQ(autopsy.stacks.size(), 2u);
  ExpectTop(autopsy.stacks[0], "worker", "Traps");
  ExpectTop(autopsy.stacks[1], "main", "Traps");
}

TEST(CrashNamesTest, AThreadThatOnlyStoodByComesBehindAndIsNoCrash) {
  CrashChild child([](CrashArea&) {
    std::thread([] {
      RegisterCrashThread("worker");
      Traps();
    }).join();
  });
  const Autopsy autopsy = Examined(child);
  EXPECT_EQ(autopsy.death.detail.thread, "worker");
  EXPECT_EQ(autopsy.death.detail.record.value_or("").find("threads crashed"), std::string::npos);
  ASSERT_EQ(autopsy.stacks.size(), 2u);
  ExpectTop(autopsy.stacks[0], "worker", "Traps");
  EXPECT_EQ(autopsy.stacks[1].thread, "main");
  EXPECT_EQ(autopsy.stacks[1].role, StackRole::kStopped);
  EXPECT_FALSE(autopsy.stacks[1].frames.empty());
}

TEST(CrashNamesTest, ACrashInTheHandlerIsAPartialStackAndKeepsItsSignal) {
  CrashChild child([](CrashArea&) {
    // What the handler reads of an abort's message is nowhere.
    auto** message = static_cast<void**>(::dlvsym(RTLD_DEFAULT, "__abort_msg", "GLIBC_PRIVATE"));
    ASSERT_NE(message, nullptr);
    *message = reinterpret_cast<void*>(16);
    ::raise(SIGABRT);
  });
  const Autopsy autopsy = Examined(child);
  EXPECT_EQ(autopsy.death.cause, Cause::kSignalled);
  EXPECT_EQ(autopsy.death.detail.signal, "SIGABRT");
  EXPECT_EQ(autopsy.death.detail.kind, "partial stack");
}

[[gnu::noinline]] size_t RecursesForEver(size_t depth) {
  volatile char room[512];
  room[depth % sizeof room] = 1;
  return depth + 1 == 0 ? 0 : RecursesForEver(depth + 1) + static_cast<size_t>(room[0]);
}

TEST(CrashNamesTest, AnOverflowOfTheStackIsCalledOneAndNamesWhoRecursed) {
  CrashChild child([](CrashArea&) { RecursesForEver(0); });
  const Autopsy autopsy = Examined(child);
  EXPECT_EQ(autopsy.death.detail.signal, "SIGSEGV");
  EXPECT_EQ(autopsy.death.detail.kind, "stack overflow");
  ASSERT_EQ(autopsy.stacks.size(), 1u);
  ExpectTop(autopsy.stacks[0], "main", "RecursesForEver");
  EXPECT_EQ(autopsy.stacks[0].frames.size(), kCrashFrames);
}

}  // namespace
}  // namespace bulkhead
