// A tab in the spare's place, over a page that real threads have drawn already.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "browser/compartment/pidfd.h"
#include "tests/integration/host/host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kPage =
    "<!doctype html><title>Short</title><h1>Short</h1><p style='background:#246;color:#fff'>and coloured</p>";

class SpareTest : public HostFixture {
 protected:
  // A renderer with all of its threads (main, compositor, two workers, the script engine's), where a zygote has one. Not its maps:
  // they are root's alone to read.
  static bool HasItsThreads(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line == "Threads:\t5") {
        return true;
      }
    }
    return false;
  }
  // The renderer that is no tab's, once it has had the time to draw. On a busy machine it may not have; what follows is the same
  // then.
  pid_t WarmSpare() {
    pid_t spare = 0;
    EXPECT_TRUE(RunUntil([&] {
      for (const pid_t pid : ChildrenOf(InitPid())) {
        const bool tabs = std::ranges::any_of(events_, [pid](const Event& event) {
          const auto* live = std::get_if<TabLive>(&event.body);
          return live != nullptr && live->pid == pid;
        });
        spare = !tabs && HasItsThreads(pid) ? pid : spare;
      }
      return spare != 0;
    }));
    loop_->run_for(500ms);
    return spare;
  }
  FrameCopy FirstFrame(TabId tab) {
    EXPECT_TRUE(RunUntil([&] { return Last<TabFirstFrame>(tab) != nullptr; }));
    return host_->CopyFrame(tab).value_or(FrameCopy{});
  }
};

TEST_F(SpareTest, APageLooksInItAsInARendererOfItsOwn) {
  HostOptions options = Options();
  options.spare = false;
  Start(options);
  const FrameCopy expected = FirstFrame(Open("page.html", kPage));
  ASSERT_FALSE(expected.pixels.empty());
  Shutdown();
  summary_.reset();
  host_.reset();
  events_.clear();

  Start();
  const pid_t first = WarmSpare();
  TabId tab = Open("page.html", kPage);
  EXPECT_FALSE(host_->CopyFrame(tab));  // nothing of the page before
  EXPECT_TRUE(FirstFrame(tab).pixels == expected.pixels);
  EXPECT_EQ(Last<TabLive>(tab)->pid, first);
  EXPECT_EQ(Last<TabTitle>(tab)->text, "Short");

  // And the one after it, which was born when that had its frame; it scripts and goes on drawing.
  const pid_t second = WarmSpare();
  EXPECT_NE(second, first);
  tab = Open("moving.html",
             "<!doctype html><p id=n>0</p><script>let n = 0; (function step() {"
             "document.getElementById('n').textContent = ++n; requestAnimationFrame(step); })();</script>");
  ASSERT_TRUE(RunUntil([&] { return host_->Measure(tab).frames > 10; }));
  EXPECT_EQ(Last<TabLive>(tab)->pid, second);
  EXPECT_EQ(Count<TabGone>(), 0u);
}

TEST_F(SpareTest, DyingOverItsPageItIsReplacedWithoutAWord) {
  Start();
  const pid_t first = WarmSpare();
  ASSERT_GT(first, 0);
  const Result<UniqueFd> pidfd = OpenPidfd(first);
  ASSERT_TRUE(pidfd);
  KillPidfd(pidfd->get());
  ASSERT_TRUE(RunUntil([&] { return !HasItsThreads(first); }));
  const pid_t second = WarmSpare();
  EXPECT_NE(second, first);
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kLive));
  EXPECT_EQ(Last<TabLive>(tab)->pid, second);
  EXPECT_EQ(Count<TabGone>(), 0u);
}

}  // namespace
}  // namespace bulkhead
