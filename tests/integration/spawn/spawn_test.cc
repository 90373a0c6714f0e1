// The chain: spawn, live, exit, and what a child was born with.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include <gmock/gmock.h>

#include "tests/integration/spawn/process_tree.h"
#include "tests/integration/spawn/spawn_fixture.h"

namespace bulkhead {
namespace {

using SpawnTest = SpawnFixture;

void Kill(const TestRenderer& renderer, int signal) {
  ::syscall(SYS_pidfd_send_signal, renderer.outcome.renderer.pidfd.get(), signal, nullptr, 0);
}

TEST_F(SpawnTest, ARendererLivesAndItsExitIsReported) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why << " " << failure_->error;
  EXPECT_GT(compartment_->init_pid(), 0);
  EXPECT_GT(compartment_->zygote_pid(), 0);
  auto renderer = SpawnLive();
  ASSERT_TRUE(renderer->outcome.ok);
  const int pid = renderer->outcome.renderer.host_pid;
  EXPECT_EQ(InnermostPid(pid), 1);
  EXPECT_GE(renderer->crash_area().steps_done, 6u);
  Kill(*renderer, SIGKILL);
  ASSERT_TRUE(WaitUntil([&] { return Exited(*renderer); }));
  EXPECT_EQ(exits_[0].wait_status, SIGKILL);
  EXPECT_GT(exits_[0].max_rss_kib, 0u);
  EndAndExpectNothingLeft();
}

TEST_F(SpawnTest, TheReportNamesLayersStepsAndModules) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  std::vector<std::string> names;
  for (const auto& [name, state] : report_->layers) {
    names.push_back(name);
#ifdef BULKHEAD_SANITIZED
    const bool absent = name == "dumpable" || name == "seccomp";
#else
    const bool absent = false;
#endif
    EXPECT_EQ(state, absent ? "not built" : "applied") << name;
  }
  EXPECT_THAT(names, testing::ElementsAre("user", "pid", "net", "ipc", "root", "process_group", "landlock",
                                          "capabilities", "no_new_privs", "descriptors", "rlimits", "dumpable",
                                          "seccomp"));
  uint64_t last = 0;
  for (const auto& [name, at] : report_->steps) {
    EXPECT_GE(at, last) << name;
    last = at;
  }
  EXPECT_TRUE(std::any_of(report_->modules.begin(), report_->modules.end(), [](const ModuleRange& module) {
    return module.path.find("bulkhead-renderer") != std::string::npos && module.begin < module.end;
  }));
  EndAndExpectNothingLeft();
}

TEST_F(SpawnTest, ChildrenHaveExactlyTheirDescriptors) {
  // An application's descriptor that lacks CLOEXEC, above and between ours.
  const UniqueFd plain(::open("/dev/zero", O_RDONLY));
  const UniqueFd high(::fcntl(plain.get(), F_DUPFD, 200));
  ASSERT_GE(high.get(), 200);
  options_.disabled_layers = {"dumpable"};  // else an ordinary user may not list them
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto renderer = SpawnLive();
  ASSERT_TRUE(renderer->outcome.ok);
  auto numbers = [](const std::map<int, std::string>& descriptors) {
    std::vector<int> found;
    for (const auto& [number, target] : descriptors) {
      EXPECT_EQ(target.find("/dev/zero"), std::string::npos) << number;
      found.push_back(number);
    }
    return found;
  };
  const std::map<int, std::string> init = DescriptorsOf(compartment_->init_pid());
  const std::vector<int> engine = [&] {
    std::vector<int> above;
    for (const auto& [number, target] : init) {
      if (number > 4) {
        above.push_back(number);
      }
    }
    return above;
  }();
  // JavaScriptCore's statm, its loop's eventfd, the random device twice; the Landlock ruleset.
  EXPECT_LE(engine.size(), 5u);
  std::vector<int> expected = {0, 1, 2, 3};
  expected.insert(expected.end(), engine.begin(), engine.end());
  EXPECT_EQ(numbers(init), expected);
  std::map<int, std::string> child = DescriptorsOf(renderer->outcome.renderer.host_pid);
  EXPECT_EQ(child[0], "/dev/null");
  EXPECT_EQ(child[1].rfind("pipe:", 0), 0u);
  EXPECT_EQ(child[1], child[2]);
  EXPECT_EQ(child[3].rfind("socket:", 0), 0u);
  EXPECT_EQ(child[4].rfind("socket:", 0), 0u);
  EXPECT_NE(child[3], child[4]);
  // The threads' own loops come on top: anonymous inodes and nothing that names a file but the random device.
  for (const auto& [number, target] : child) {
    if (number > 4) {
      EXPECT_TRUE(target.rfind("anon_inode:", 0) == 0 || target.rfind("/memfd:", 0) == 0 || target == "/dev/urandom")
          << number << " " << target;
    }
  }
  EndAndExpectNothingLeft();
}

TEST_F(SpawnTest, IdentityGroupAndPriority) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto renderer = SpawnLive();
  ASSERT_TRUE(renderer->outcome.ok);
  const pid_t pid = renderer->outcome.renderer.host_pid;
  EXPECT_NE(::getpgid(pid), ::getpgid(0));
  EXPECT_EQ(::getpgid(pid), pid);
  EXPECT_NE(::getpgid(pid), ::getpgid(compartment_->init_pid()));
  EXPECT_NE(::getpgid(compartment_->init_pid()), ::getpgid(0));
  // Its low priority counts only beside the browser's own session: another one is weighed as a whole (sched(7), autogroup).
  EXPECT_EQ(::getsid(pid), ::getsid(0));
  EXPECT_EQ(StatusField(pid, "NoNewPrivs"), "1");
  EXPECT_GE(::getpriority(PRIO_PROCESS, static_cast<id_t>(pid)), 10);
  if (::geteuid() == 0) {
    EXPECT_NE(StatusField(pid, "Uid").rfind("0\t", 0), 0u) << StatusField(pid, "Uid");
    EXPECT_EQ(StatusField(pid, "Groups").find_first_of("123456789"), std::string::npos);
  }
  EndAndExpectNothingLeft();
}

TEST_F(SpawnTest, RequestsBeforeReadyAreKept) {
  Begin();
  auto first = RequestRenderer();
  auto second = RequestRenderer();
  ASSERT_TRUE(WaitUntil([&] { return Answered(*first) && Answered(*second); }));
  EXPECT_TRUE(first->outcome.ok && second->outcome.ok);
  EXPECT_TRUE(WaitHello(*first) && WaitHello(*second));
  EndAndExpectNothingLeft();
}

TEST_F(SpawnTest, TwoHundredInARow) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  for (int i = 0; i < 200; ++i) {
    auto renderer = SpawnLive();
    ASSERT_TRUE(renderer->outcome.ok) << i;
    Kill(*renderer, SIGKILL);
    ASSERT_TRUE(WaitUntil([&] { return Exited(*renderer); })) << i;
  }
  EXPECT_EQ(exits_.size(), 200u);
  EndAndExpectNothingLeft();
}

TEST_F(SpawnTest, AnApplicationThatReapsEverythingIsTolerated) {
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  const pid_t init = compartment_->init_pid();
  ::kill(init, SIGKILL);
  int status = 0;
  while (::waitpid(-1, &status, 0) > 0) {
  }
  EXPECT_TRUE(WaitUntil([&] { return lost_; }));
  EndAndExpectNothingLeft();
}

TEST_F(SpawnTest, AProgramThatIsNotThereIsANamedStep) {
  compartment_ = Compartment::Start(loop_, options_, "/nowhere/bulkhead-renderer", clock_, *this);
  auto renderer = RequestRenderer();
  ASSERT_TRUE(WaitUntil([&] { return failure_.has_value(); }));
  EXPECT_EQ(failure_->step, "spawn");
  EXPECT_EQ(failure_->error, ENOENT);
  EXPECT_FALSE(renderer->outcome.ok);
  EXPECT_EQ(renderer->outcome.failure.step, "spawn");
}

TEST_F(SpawnTest, SandboxOffStartsWithoutNamespaces) {
  options_.sandbox = SandboxMode::kOff;
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  auto renderer = SpawnLive();
  ASSERT_TRUE(renderer->outcome.ok);
  EXPECT_EQ(InnermostPid(renderer->outcome.renderer.host_pid), renderer->outcome.renderer.host_pid);
  EXPECT_EQ(renderer->outcome.renderer.compartment_pid, renderer->outcome.renderer.host_pid);
  EndAndExpectNothingLeft();
}

}  // namespace
}  // namespace bulkhead
