// From a fault to its cause, through a real host: what the gallery (demo_gallery_test.cc) has no page for.
#include <string>
#include <utility>

#include "ipc/bad_message.h"
#include "tests/integration/host/host_fixture.h"

namespace bulkhead {
namespace {

class FaultTest : public HostFixture {
 protected:
  // Two tabs; `fault` strikes the first, which does not come back.
  void Strike(const std::string& fault) {
    HostOptions options = Options();
    options.injecting = true;
    options.restart.mode = RestartMode::kNever;
    Start(options);
    struck_ = Open("struck.html");
    neighbour_ = Open("neighbour.html");
    ASSERT_TRUE(RunUntil([&] { return Count<TabFirstFrame>() == 2; }));
    ASSERT_EQ(host_->Inject(struck_, ParseFault(fault).call.value()), TabAnswer::kDone);
    ASSERT_TRUE(RunUntilState(struck_, TabState::kGone));
    ASSERT_NE(Last<FaultFired>(struck_), nullptr);
    EXPECT_EQ(Last<FaultFired>(struck_)->fault, fault);
  }
  TabId struck_ = 0;
  TabId neighbour_ = 0;
};

class ChannelCloseTest : public FaultTest, public testing::WithParamInterface<const char*> {};

TEST_P(ChannelCloseTest, ByAProcessThatLivesOnIsABadMessageAndAKill) {
  const std::string channel = GetParam();
  ASSERT_NO_FATAL_FAILURE(Strike("channel.close(channel=" + channel + ")"));
  EXPECT_EQ(Last<FaultFired>(struck_)->site, channel == "frames" ? "compositor" : "main");
  EXPECT_EQ(Story(struck_), "starting live BadMessage");
  const DeathDetail& detail = Last<TabGone>(struck_)->detail;
  constexpr auto kRule = BadMessageRule::kChannelClosed;
  EXPECT_EQ(detail.rule, std::pair(static_cast<int>(kRule), std::string(NameOf(kRule))));
  // It did not go by itself: the browser killed it, after the grace in which a death would have been its own.
  EXPECT_EQ(detail.decision, "BadMessage: " + channel + " channel: closed");
  EXPECT_TRUE(detail.status->starts_with("killed by SIGKILL")) << *detail.status;
  EXPECT_EQ(Story(neighbour_), "starting live");
  const Summary summary = Shutdown();
  EXPECT_EQ(summary.tabs[1].state, TabState::kLive);
  EXPECT_EQ(summary.host.orphans, 0u);
  EXPECT_EQ(summary.host.leaked_fds, 0u);
}

INSTANTIATE_TEST_SUITE_P(Channels, ChannelCloseTest, testing::Values("control", "frames"),
                         [](const auto& channel) { return std::string(channel.param); });

}  // namespace
}  // namespace bulkhead
