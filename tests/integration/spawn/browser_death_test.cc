// kill -9 of the browser: nothing of it is left within a second, whatever its renderers were doing.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "tests/integration/spawn/process_tree.h"
#include "tests/integration/spawn/spawn_fixture.h"
#include "tests/integration/spawn/start_up_steps.h"

namespace bulkhead {
namespace {

struct Death {
  const char* name;
  SandboxMode mode;
  const char* pause_at;  // what the renderers do
  bool stopped;          // the first of them is stopped as well
};

const Death kDeaths[] = {
    {"Live", SandboxMode::kStrict, "", false},
    {"Stopped", SandboxMode::kStrict, "", true},
    {"Spinning", SandboxMode::kStrict, "spin:threads", false},
    {"SpinningAndStopped", SandboxMode::kStrict, "spin:threads", true},
    {"LiveWithoutNamespaces", SandboxMode::kOff, "", false},
    {"SpinningAndStoppedWithoutNamespaces", SandboxMode::kOff, "spin:threads", true},
};

// Somebody of the chain at each step of its start-up.
std::vector<Death> DeathsAtSteps() {
  // They outlive the tests, whose names point into them.
  static const std::vector<std::string> steps = [] {
    std::set<std::string> all;
    for (const auto& names : {StageZeroSteps(), InitSteps(), ZygoteStarts(), RendererSteps()}) {
      all.insert(names.begin(), names.end());
    }
    all.insert({kZygoteFork, kZygoteReply});
    return std::vector<std::string>(all.begin(), all.end());
  }();
  std::vector<Death> deaths;
  for (const std::string& step : steps) {
    deaths.push_back({step.c_str(), SandboxMode::kStrict, step.c_str(), false});
  }
  return deaths;
}

class BrowserDeathTest : public SpawnFixture, public testing::WithParamInterface<Death> {
 protected:
  // The life of the browser that is to be killed; says so by a byte when all is set.
  [[noreturn]] void BeBrowser(int said) {
    loop_.notify_fork(boost::asio::execution_context::fork_child);
    const Death& death = GetParam();
    options_.sandbox = death.mode;
    options_.pause_at = {death.pause_at};
    const bool in_renderer = death.pause_at[0] == '\0' || std::string_view(death.pause_at) == "spin:threads";
    Begin();
    auto first = RequestRenderer();
    auto second = RequestRenderer();
    if (in_renderer) {
      WaitUntil([&] { return Answered(*first) && Answered(*second); });
      if (death.pause_at[0] != '\0') {
        // Both, because without a PID namespace one that is stopped before it asked for its death signal lives on.
        WaitUntil([] {
          const std::vector<ProcessInfo> all = Descendants(::getpid());
          return std::count_if(all.begin(), all.end(), [](const auto& info) { return info.name == "@threads"; }) == 2;
        });
      } else {
        WaitHello(*first);
        WaitHello(*second);
      }
      if (death.stopped) {
        const pid_t pid = first->outcome.renderer.host_pid;
        ::kill(pid, SIGSTOP);
        WaitUntil([pid] { return StatusField(pid, "State").rfind("T", 0) == 0; });
      }
    } else {
      WaitDescendant(PausedName(death.pause_at));
    }
    const ssize_t written = ::write(said, "!", 1);
    for (;;) {
      loop_.restart();
      loop_.run_one_for(std::chrono::seconds(static_cast<int>(written)));
    }
  }
};

TEST_P(BrowserDeathTest, LeavesNothingWithinASecond) {
  const Subreaper subreaper;
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC), 0);
  const pid_t browser = ::fork();
  ASSERT_GE(browser, 0);
  if (browser == 0) {
    BeBrowser(pipe[1]);
  }
  ::close(pipe[1]);
  char byte = 0;
  ASSERT_EQ(::read(pipe[0], &byte, 1), 1);
  ::close(pipe[0]);
  ASSERT_GT(Descendants(browser).size(), 0u);
  const TimePoint killed = clock_.Now();
  ASSERT_EQ(::kill(browser, SIGKILL), 0);
  while (clock_.Now() - killed < std::chrono::seconds(1)) {
    while (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0) {
    }
    if (Descendants(::getpid()).empty()) {
      break;
    }
    ::poll(nullptr, 0, 1);
  }
  RecordProperty("gone_after_ms",
                 std::to_string(std::chrono::duration<double, std::milli>(clock_.Now() - killed).count()));
  for (const ProcessInfo& left : Descendants(::getpid())) {
    ADD_FAILURE() << "left: " << left.pid << " " << left.name << " " << left.state;
    ::kill(left.pid, SIGKILL);
  }
}

const auto kName = [](const auto& info) { return std::string(info.param.name); };
INSTANTIATE_TEST_SUITE_P(While, BrowserDeathTest, testing::ValuesIn(kDeaths), kName);
INSTANTIATE_TEST_SUITE_P(Step, BrowserDeathTest, testing::ValuesIn(DeathsAtSteps()), kName);

}  // namespace
}  // namespace bulkhead
