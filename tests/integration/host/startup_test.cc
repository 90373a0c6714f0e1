// A renderer that hangs at a step of its start-up: ended by the deadline, with the name of the last step that was done.
#include <chrono>
#include <string>

#include "tests/integration/host/host_fixture.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;

struct Hang {
  const char* at;
  const char* last;  // what the crash area has of it: the step that was done
  friend void PrintTo(const Hang& hang, std::ostream* out) { *out << hang.at; }
};

class StartupTest : public HostFixture, public testing::WithParamInterface<Hang> {};

TEST_P(StartupTest, AHangIsATimeoutAfterTheLastStep) {
  HostOptions options = Options();
  options.faults = true;
  options.spare = false;
  options.pause_at = {GetParam().at};
  options.startup_deadline = 2s;
  options.restart.mode = RestartMode::kNever;
  Start(options);
  const TabId tab = Open();
  ASSERT_TRUE(RunUntilState(tab, TabState::kGone));
  const TabGone* gone = host_->last_death(tab);
  EXPECT_EQ(gone->cause, Cause::kStartupTimeout);
  EXPECT_EQ(gone->detail.step, GetParam().last);
  Shutdown();
}

INSTANTIATE_TEST_SUITE_P(At, StartupTest,
                         testing::Values(Hang{"crash_area", "fork"}, Hang{"born", "crash_area"}, Hang{"threads", "reseed"},
                                         Hang{"thread_limit", "threads"}),
                         [](const auto& info) { return std::string(info.param.at); });

}  // namespace
}  // namespace bulkhead
