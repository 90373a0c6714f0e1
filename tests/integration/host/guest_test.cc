// The host as a guest in somebody's application: what it leaves alone, and what of the application it puts up with.
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <clocale>
#include <csignal>
#include <string>

#include "ipc/os/unique_fd.h"
#include "tests/integration/host/host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class GuestTest : public HostFixture {};

// What belongs to a process as a whole.
struct Household {
  std::array<void (*)(int), NSIG> handlers{};
  std::array<int, NSIG> flags{};
  std::array<rlimit, RLIM_NLIMITS> limits{};
  sigset_t blocked{};
  int priority = 0;
  std::string locale;
};

Household LookAround() {
  Household now;
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action{};
    ::sigaction(signal, nullptr, &action);
    now.handlers[static_cast<size_t>(signal)] = action.sa_handler;
    now.flags[static_cast<size_t>(signal)] = action.sa_flags;
  }
  for (int limit = 0; limit < RLIM_NLIMITS; ++limit) {
    ::getrlimit(static_cast<__rlimit_resource>(limit), &now.limits[static_cast<size_t>(limit)]);
  }
  ::pthread_sigmask(SIG_SETMASK, nullptr, &now.blocked);
  now.priority = ::getpriority(PRIO_PROCESS, 0);
  now.locale = std::setlocale(LC_ALL, nullptr);
  return now;
}

// Lower than the hard one, as login shells have it: there is something to raise.
class LowDescriptorLimit {
 public:
  LowDescriptorLimit() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit low = {std::min<rlim_t>(512, before_.rlim_max), before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &low);
  }
  ~LowDescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(GuestTest, LeavesTheProcessAsItWas) {
  const LowDescriptorLimit low;
  const Household before = LookAround();
  Start();
  const TabId tab = Open("page.html", "<!doctype html><script>bulkheadNoSuchThing()</script>");
  ASSERT_TRUE(RunUntil([&] { return Last<TabFirstFrame>(tab) != nullptr; }));
  const Household during = LookAround();
  Shutdown();
  const Household after = LookAround();
  for (const Household* now : {&during, &after}) {
    EXPECT_EQ(now->handlers, before.handlers);
    EXPECT_EQ(now->flags, before.flags);
    for (size_t limit = 0; limit < RLIM_NLIMITS; ++limit) {
      EXPECT_EQ(now->limits[limit].rlim_cur, before.limits[limit].rlim_cur) << limit;
      EXPECT_EQ(now->limits[limit].rlim_max, before.limits[limit].rlim_max) << limit;
    }
    for (int signal = 1; signal < NSIG; ++signal) {
      EXPECT_EQ(::sigismember(&now->blocked, signal), ::sigismember(&before.blocked, signal)) << signal;
    }
    EXPECT_EQ(now->priority, before.priority);
    EXPECT_EQ(now->locale, before.locale);
  }
}

// With the default action of SIGPIPE, which ends the process.
TEST_F(GuestTest, ARendererThatDiesInMidTalkSendsNoSigpipe) {
  void (*const before)(int) = ::signal(SIGPIPE, SIG_DFL);
  Start();
  const TabId tab = Open();
  for (int death = 0; death < 2; ++death) {
    ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
    ::kill(Last<TabLive>(tab)->pid, SIGKILL);
    ASSERT_TRUE(RunUntilState(tab, TabState::kRestarting));
  }
  Shutdown();
  ::signal(SIGPIPE, before);
}

TEST_F(GuestTest, ChildrenGetNoDescriptorOfTheApplication) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);  // without O_CLOEXEC
  UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  Start();
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  theirs.Reset();
  // The last writer was ours: nobody else holds the pipe open.
  pollfd end{ours.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&end, 1, 0), 1);
  EXPECT_TRUE(end.revents & POLLHUP);
}

TEST_F(GuestTest, AnApplicationThatReapsEverythingChangesNoCause) {
  Start();
  const TabId tab = Open();
  const auto reap = [] {
    while (::waitpid(-1, nullptr, WNOHANG | __WALL) > 0) {
    }
  };
  // Between any two events of the loop, so before the host in most of them.
  const auto until = [&](auto done) {
    return RunUntil([&] {
      reap();
      return done();
    });
  };
  ASSERT_TRUE(until([&] { return host_->state(tab) == TabState::kLive; }));
  ::kill(Last<TabLive>(tab)->pid, SIGKILL);
  ASSERT_TRUE(until([&] { return Last<TabGone>(tab) != nullptr; }));
  EXPECT_EQ(Last<TabGone>(tab)->cause, Cause::kKilledExternally);
  ASSERT_TRUE(until([&] { return Last<TabLive>(tab)->generation == 2; }));
  ::kill(InitPid(), SIGKILL);
  ASSERT_TRUE(until([&] { return Last<TabGone>(tab)->generation == 2; }));
  EXPECT_EQ(Last<TabGone>(tab)->cause, Cause::kCompartmentLost);
  ASSERT_TRUE(until([&] { return Last<TabLive>(tab)->generation == 3; }));
}

TEST_F(GuestTest, TwoHostsShareAProcess) {
  Start();
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));

  UserError error;
  std::vector<Event> told;
  const auto second = Host::Create(*loop_, Options(), [&](const Event& event) { told.push_back(event); }, &error);
  ASSERT_TRUE(second) << error.Line();
  PageSource page;
  page.label = "page.html";
  page.directory = directory_.path();
  page.file = page.directory / "page.html";
  const std::optional<TabId> other = second->Open(page, &error);
  ASSERT_TRUE(other) << error.Line();
  ASSERT_TRUE(RunUntil([&] { return second->state(*other) == TabState::kLive; }));

  std::optional<Summary> end;
  second->Shutdown([&](const Summary& summary) { end = summary; });
  ASSERT_TRUE(RunUntil([&] { return end.has_value(); }));
  EXPECT_EQ(end->host.orphans, 0u);  // the first host's are not its own
  EXPECT_EQ(end->host.zombies, 0u);
  EXPECT_FALSE(end->host.leaked_fds);
  EXPECT_EQ(end->tabs.at(0).state, TabState::kLive);
  ASSERT_FALSE(told.empty());
  EXPECT_TRUE(std::holds_alternative<Summary>(told.back().body));
  EXPECT_EQ(host_->state(tab), TabState::kLive);
  EXPECT_EQ(Count<TabGone>(), 0u);
}

}  // namespace
}  // namespace bulkhead
