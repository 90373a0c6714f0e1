// --process-model=shared with real renderers: what one process means for the tabs in it.
#include <chrono>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/host/host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

class SharedTest : public HostFixture {
 protected:
  static constexpr size_t kTabs = 3;

  static HostOptions SharedOptions() {
    HostOptions options = Options();
    options.model = ProcessModel::kShared;
    return options;
  }
  void OpenAll() {
    for (size_t at = 0; at < kTabs; ++at) {
      tabs_.push_back(Open("page" + std::to_string(at) + ".html"));
    }
    ASSERT_TRUE(RunUntil([&] { return Count<TabFirstFrame>() == kTabs; }));
  }
  // The processes that the tabs live in now.
  std::set<int> Processes() const {
    std::set<int> pids;
    for (const TabId tab : tabs_) {
      pids.insert(Last<TabLive>(tab)->pid);
    }
    return pids;
  }
  std::vector<TabId> tabs_;
};

TEST_F(SharedTest, OneDeathIsEveryTabs) {
  HostOptions options = SharedOptions();
  options.restart.mode = RestartMode::kNever;
  Start(options);
  ASSERT_NO_FATAL_FAILURE(OpenAll());
  const std::set<int> pids = Processes();
  EXPECT_EQ(pids.size(), 1u);
  ASSERT_EQ(::kill(*pids.begin(), SIGKILL), 0);
  ASSERT_TRUE(RunUntil([&] { return Count<TabGone>() == kTabs; }));
  for (const TabId tab : tabs_) {
    EXPECT_EQ(Story(tab), "starting live KilledExternally");
  }
}

TEST_F(SharedTest, AllOfThemComeBackInOneProcessOfTheNextGeneration) {
  HostOptions options = SharedOptions();
  options.injecting = true;
  Start(options);
  ASSERT_NO_FATAL_FAILURE(OpenAll());
  std::set<int> seen = Processes();
  ASSERT_EQ(seen.size(), 1u);

  // Killed by a stranger, then by a fault that one of the three asked for: either is the end of all.
  ASSERT_EQ(::kill(*seen.begin(), SIGKILL), 0);
  ASSERT_TRUE(RunUntil([&] { return Count<TabFirstFrame>() == 2 * kTabs; }));
  std::set<int> now = Processes();
  EXPECT_EQ(now.size(), 1u);
  EXPECT_TRUE(seen.insert(*now.begin()).second);  // not the one that is gone
  ASSERT_EQ(host_->Inject(tabs_[1], ParseFault("crash.segv").call.value()), TabAnswer::kDone);
  ASSERT_TRUE(RunUntil([&] { return Count<TabFirstFrame>() == 3 * kTabs; }));
  now = Processes();
  EXPECT_EQ(now.size(), 1u);
  EXPECT_TRUE(seen.insert(*now.begin()).second);

  EXPECT_EQ(Count<TabGone>(), 2 * kTabs);
  EXPECT_EQ(Count<FaultFired>(), 1u);
  for (const TabId tab : tabs_) {
    EXPECT_EQ(Story(tab), "starting live KilledExternally restarting starting live Signalled restarting starting live");
    const std::vector<TabGone> deaths = All<TabGone>(tab);
    ASSERT_EQ(deaths.size(), 2u);
    EXPECT_EQ(deaths[0].generation, 1u);
    EXPECT_EQ(deaths[1].generation, 2u);
    EXPECT_EQ(deaths[1].detail.signal, "SIGSEGV");
    EXPECT_EQ(Last<TabFirstFrame>(tab)->generation, 3u);
  }
  const Summary summary = Shutdown();
  ASSERT_EQ(summary.tabs.size(), kTabs);
  for (const TabSummary& tab : summary.tabs) {
    EXPECT_EQ(tab.state, TabState::kLive);
    EXPECT_EQ(tab.generations, 3u);
  }
  EXPECT_EQ(summary.host.orphans, 0u);
  EXPECT_EQ(summary.host.leaked_fds, 0u);
}

}  // namespace
}  // namespace bulkhead
