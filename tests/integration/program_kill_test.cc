// kill -9 of the program as people run it, with a page whose script spins, one that is stopped and one that is well: nothing
// of it is left within a second.
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "ipc/os/unique_fd.h"
#include "tests/integration/spawn/process_tree.h"
#include "tests/support/bulkhead_program.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr char kSpinningPage[] = "<!doctype html><p>spins<script>setTimeout(function () { console.log('spinning'); for (;;) {} }, 1);"
                                 "</script>";
constexpr char kCalmPage[] = "<!doctype html><p id=p>0<script>var n = 0; setInterval(function () {"
                             "document.getElementById('p').textContent = ++n; }, 20);</script>";

struct Way {
  const char* name;
  std::vector<std::string> options;
  friend void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }
};

class ProgramKillTest : public testing::TestWithParam<Way> {
 protected:
  TempDir directory_;
};

TEST_P(ProgramKillTest, LeavesNothingWithinASecond) {
  const Subreaper subreaper;
  std::vector<std::string> arguments = {"run", "--json", "--hang-warn", "100s", "--hang-kill", "200s"};
  arguments.insert(arguments.end(), GetParam().options.begin(), GetParam().options.end());
  const std::string calm = directory_.Write("calm.html", kCalmPage);
  arguments.insert(arguments.end(), {calm, calm, directory_.Write("spinning.html", kSpinningPage)});
  BulkheadProgram program = BulkheadProgram::Start(arguments);
  ASSERT_FALSE(program.ReadUntil("console", 3).is_null()) << program.Errors();
  // All three are live: each was opened before the next, and has been seen by now or is about to be.
  std::map<int, int> pids;
  const auto note = [&pids](const boost::json::value& live) {
    pids[live.at("tab").to_number<int>()] = live.at("pid").to_number<int>();
  };
  for (const std::string& line : program.lines()) {
    const boost::json::value event = boost::json::parse(line);
    if (event.at("event").as_string() == "tab.live") {
      note(event);
    }
  }
  while (pids.size() < 3) {
    const boost::json::value live = program.ReadUntil("tab.live");
    ASSERT_FALSE(live.is_null()) << program.Errors();
    note(live);
  }
  ::kill(pids[1], SIGSTOP);
  for (const auto patience = std::chrono::steady_clock::now() + 20s; StatusField(pids[1], "State").rfind("T", 0) != 0;) {
    ASSERT_LT(std::chrono::steady_clock::now(), patience);
    ::poll(nullptr, 0, 1);
  }

  struct Process {
    ProcessInfo info;
    UniqueFd pidfd;
  };
  std::vector<Process> all;
  for (const ProcessInfo& info : Descendants(program.pid())) {
    all.push_back({info, UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, info.pid, 0)))});
  }
  std::set<int> renderers;
  for (const auto& [tab, pid] : pids) {
    renderers.insert(pid);
  }
  ASSERT_GE(all.size(), 2 + renderers.size()) << "init, zygote and the renderers";
  const auto killed = std::chrono::steady_clock::now();
  program.Signal(SIGKILL);
  EXPECT_EQ(program.Wait(), 128 + SIGKILL);
  for (const Process& process : all) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(killed + 1s - std::chrono::steady_clock::now());
    pollfd ended = {process.pidfd.get(), POLLIN, 0};
    if (process.pidfd.valid() && ::poll(&ended, 1, std::max<int>(0, static_cast<int>(left.count()))) != 1) {
      ADD_FAILURE() << "left: " << process.info.pid << " " << process.info.name << " " << process.info.state;
      ::syscall(SYS_pidfd_send_signal, process.pidfd.get(), SIGKILL, nullptr, 0);
    }
    ::waitpid(process.info.pid, nullptr, __WALL);  // if it has become this process's child
  }
}

INSTANTIATE_TEST_SUITE_P(Sandbox, ProgramKillTest,
                         testing::Values(Way{"Strict", {}}, Way{"Off", {"--sandbox", "off"}},
                                         Way{"WithoutNamespaces", {"--sandbox-disable", "user,pid,net,ipc,root"}},
                                         Way{"WithoutPidNamespace", {"--sandbox-disable", "pid"}},
                                         Way{"OneRendererForAll", {"--process-model", "shared"}}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace bulkhead
