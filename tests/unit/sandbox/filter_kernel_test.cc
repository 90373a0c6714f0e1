// The filter in force: what the kernel makes of it, in children that install it
// for good.
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "renderer/sandbox/filter_program.h"
#include "renderer/sandbox/library_warm_up.h"
#include "renderer/sandbox/self_test.h"
#include "tests/unit/crash/crash_child.h"
#include "tests/unit/sandbox/in_child.h"

namespace bulkhead {
namespace {

constexpr int kNotInstalled = 99;

FilterProgram BuildForThisProcess() {
  std::string error;
  FilterProgram program = BuildFilter(RendererPolicy({}), kThisMachine, &error);
  NameOwnPid(program, static_cast<uint32_t>(::getpid()));
  return program;
}

void EnterFilterOrExit() {
  const FilterProgram program = BuildForThisProcess();
  if (program.empty() || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || InstallFilter(program) != 0) {
    ::_exit(kNotInstalled);
  }
}

// "Seccomp:" of each thread of `pid`.
std::vector<std::string> SeccompStates(pid_t pid) {
  std::vector<std::string> states;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("Seccomp:\t")) {
        states.push_back(line.substr(9));
      }
    }
  }
  return states;
}

TEST(FilterKernelTest, IsInForceInEveryThread) {
  CrashChild child([](CrashArea& area) {
    std::atomic<bool> end{false};
    std::atomic<int> started{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
      threads.emplace_back([&] {
        ++started;  // the start of a thread makes calls that nobody makes later
        started.notify_all();
        end.wait(false);
      });
    }
    for (int seen = 0; seen != 3; seen = started) {
      started.wait(seen);
    }
    EnterFilterOrExit();
    area.steps_done = 1;  // tells the parent
    end.wait(false);
  });
  while (child.area().steps_done == 0) {
    int status = 0;
    ASSERT_EQ(::waitpid(child.pid(), &status, WNOHANG), 0) << status;
    ::poll(nullptr, 0, 1);
  }
  EXPECT_THAT(SeccompStates(child.pid()), testing::ElementsAre("2", "2", "2", "2"));
}

TEST(FilterKernelTest, AThreadWithAFilterOfItsOwnIsNotTakenAlong) {
  const auto end = InChild<int>([](int& error) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    std::atomic<int> stage{0};
    std::thread other([&stage] {
      sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
      const sock_fprog program{1, allow};
      ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
      stage = 1;
      stage.notify_all();
      stage.wait(1);
    });
    stage.wait(0);
    error = InstallFilter(BuildForThisProcess());
    stage = 2;
    stage.notify_all();
    other.join();
  });
  EXPECT_TRUE(end.ok());
  EXPECT_EQ(end.seen, ESRCH);
}

TEST(FilterKernelTest, IsRefusedWithoutNoNewPrivileges) {
  const auto end = InChild<int>([](int& error) {
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0) {
      ::_exit(1);
    }
    error = InstallFilter(BuildForThisProcess());
  });
  EXPECT_EQ(end.seen, EACCES);
}

struct StoppedCall {
  const char* name;
  int number;
};
const StoppedCall kStopped[] = {
    {"openat", SYS_openat},   {"socket", SYS_socket},
    {"execve", SYS_execve},   {"ptrace", SYS_ptrace},
    {"kill", SYS_kill},       {"prctl", SYS_prctl},
    {"sendmsg", SYS_sendmsg}, {"memfd_create", SYS_memfd_create},
    {"unknown_call", 0x3f00}, {"x32_getpid", 0x40000000 | SYS_getpid},
};

class StoppedCallTest : public testing::TestWithParam<StoppedCall> {};

TEST_P(StoppedCallTest, LeavesARecordThatNamesIt) {
  CrashChild child([](CrashArea&) {
    EnterFilterOrExit();
    ::syscall(GetParam().number, 0x11L, 0x22L, 0x33L, 0x44L, 0x55L, 0x6666666666L);
  });
  const int status = child.Wait();
  ASSERT_TRUE(WIFEXITED(status)) << status;
  ASSERT_EQ(WEXITSTATUS(status), 128 + SIGSYS);
  const CrashRecord& record = child.area().records[0];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_EQ(record.signal, SIGSYS);
  EXPECT_EQ(record.call, GetParam().number);
  EXPECT_EQ(record.call_architecture, static_cast<uint32_t>(AUDIT_ARCH_X86_64));
  EXPECT_THAT(record.call_arguments, testing::ElementsAre(0x11, 0x22, 0x33, 0x44, 0x55, 0x6666666666));
}

INSTANTIATE_TEST_SUITE_P(All, StoppedCallTest, testing::ValuesIn(kStopped), [](const auto& info) {
  return info.param.name;
});

TEST(FilterKernelTest, TellsWhetherItIsOn) {
  struct Answers {
    bool before = true;
    bool after = false;
  };
  const auto end = InChild<Answers>([](Answers& answers) {
    answers.before = FilterAnswers();
    EnterFilterOrExit();
    answers.after = FilterAnswers();
  });
  EXPECT_TRUE(end.ok());
  EXPECT_FALSE(end.seen.before);
  EXPECT_TRUE(end.seen.after);
}

TEST(FilterKernelTest, RefusesNewTasksByAnError) {
  struct Errors {
    int fork = 0, thread = 0, clone3 = 0;
  };
  const auto end = InChild<Errors>([](Errors& errors) {
    std::thread([] {}).join();  // what glibc sets up with the first one is
                                // there in a renderer too
    EnterFilterOrExit();
    errors.fork = ::fork() < 0 ? errno : 0;
    pthread_t thread;
    errors.thread = ::pthread_create(
        &thread, nullptr, [](void*) -> void* { return nullptr; }, nullptr);
    errors.clone3 = ::syscall(SYS_clone3, nullptr, 0) < 0 ? errno : 0;
  });
  EXPECT_TRUE(end.ok()) << end.status;
  EXPECT_EQ(end.seen.fork, EAGAIN);
  EXPECT_EQ(end.seen.thread, EAGAIN);
  EXPECT_EQ(end.seen.clone3, ENOSYS);
}

TEST(FilterKernelTest, ExceptionsAndTheHeapWork) {
  const auto end = InChild<int>([](int& caught) {
    EnterFilterOrExit();
    try {
      throw std::runtime_error("thrown behind the filter");
    } catch (const std::exception&) {
      ++caught;
    }
    // Enough for brk, for mmap, for mremap and for a trim.
    std::vector<std::string> blocks;
    for (int i = 0; i < 4000; ++i) {
      blocks.emplace_back(1000 + static_cast<size_t>(i), 'x');
    }
    blocks.clear();
    char* large = static_cast<char*>(std::malloc(4 << 20));
    large = static_cast<char*>(std::realloc(large, 64 << 20));
    caught += large != nullptr ? 1 : 0;
    std::free(large);
  });
  EXPECT_TRUE(end.ok()) << end.status;
  EXPECT_EQ(end.seen, 2);
}

// A thread's heap that has grown by megabytes and is given back.
void GrowAndShrinkHeap() {
  std::vector<std::unique_ptr<char[]>> blocks;
  for (int i = 0; i < 4000; ++i) {
    blocks.push_back(std::make_unique<char[]>(4000));
  }
  blocks.clear();
  ::malloc_trim(0);
}

// What glibc looks up once and late, in files that are gone by then.
TEST(FilterKernelTest, AfterTheWarmUpTheCLibraryNeedsNoMore) {
  const auto end = InChild<bool>([](bool& done) {
    WarmUpCLibrary();
    std::atomic<int> stage{0};
    const auto enter = [&stage](int next) {
      stage = next;
      stage.notify_all();
    };
    std::thread other([&] {
      enter(1);  // as above
      stage.wait(1);
      GrowAndShrinkHeap();
    });
    stage.wait(0);
    EnterFilterOrExit();
    enter(2);
    other.join();
    std::vector<int> numbers(4096);
    ::qsort(numbers.data(), numbers.size(), sizeof(int), [](const void*, const void*) { return 0; });
    GrowAndShrinkHeap();
    done = true;
  });
  EXPECT_TRUE(end.ok()) << end.status;
  EXPECT_TRUE(end.seen);
}

void ExpectAbort(CrashChild& child, const std::string& words) {
  const int status = child.Wait();
  ASSERT_TRUE(WIFEXITED(status)) << status;
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGABRT);
  const CrashRecord& record = child.area().records[0];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_THAT(std::string(record.message), testing::HasSubstr(words));
}

TEST(FilterKernelTest, AbortIsAnAbort) {
  CrashChild child([](CrashArea&) {
    EnterFilterOrExit();
    std::abort();
  });
  ExpectAbort(child, "");
}

[[gnu::noinline]] void Throw() {
  throw std::runtime_error("the tile is gone");
}

void CallWithoutCatch(void (*function)()) noexcept {
  function();
}

TEST(FilterKernelTest, AnUncaughtExceptionKeepsItsWords) {
  CrashChild child([](CrashArea&) {
    EnterFilterOrExit();
    CallWithoutCatch(Throw);
  });
  ExpectAbort(child, "the tile is gone");
}

// glibc says it by writev, and keeps it in a mapping of its own.
TEST(FilterKernelTest, ABrokenHeapKeepsGlibcsWords) {
  CrashChild child([](CrashArea&) {
    const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(null, STDERR_FILENO);
    EnterFilterOrExit();
    void* volatile block = std::malloc(4 << 20);  // of its own mapping: whose free() looks at the header
    static_cast<volatile size_t*>(block)[-1] = 0x4142434445464f;
    std::free(block);
  });
  ExpectAbort(child, "invalid pointer");
}

}  // namespace
}  // namespace bulkhead
