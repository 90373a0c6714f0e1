#include "browser/host/renderer_process.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include <gtest/gtest.h>

#include "browser/compartment/pidfd.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using Descriptor = boost::asio::posix::stream_descriptor;

class RendererProcessTest : public testing::Test {
 protected:
  RendererProcessTest() {
    if (child_ == 0) {
      for (;;) {
        ::pause();
      }
    }
  }
  ~RendererProcessTest() override {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  void Adopt() {
    SpawnedRenderer spawned;
    spawned.host_pid = child_;
    spawned.pidfd = *OpenPidfd(child_);
    process_.Adopt(loop_, std::move(spawned), [this] { ++deaths_; });
  }

  const pid_t child_ = ::fork();
  boost::asio::io_context loop_;
  RendererProcess process_;
  int deaths_ = 0;
};

TEST_F(RendererProcessTest, TellsADeathOnce) {
  Adopt();
  loop_.run_for(10ms);
  EXPECT_EQ(deaths_, 0);
  EXPECT_FALSE(HasEnded(OpenPidfd(child_)->get()));
  process_.Signal(SIGKILL);
  while (deaths_ == 0) {
    ASSERT_EQ(loop_.run_one_for(1min), 1u);
  }
  EXPECT_TRUE(HasEnded(OpenPidfd(child_)->get()));
  loop_.restart();
  loop_.run_for(10ms);
  EXPECT_EQ(deaths_, 1);
}

// Two descriptors are readable in one turn of the loop; the handler of the first closes the other, whose event is on its way,
// and the process is adopted in its place.
TEST_F(RendererProcessTest, AnEventOfAClosedDescriptorIsNoDeath) {
  std::optional<Descriptor> events[2];
  int handled = 0;
  for (int i = 0; i < 2; ++i) {
    events[i].emplace(loop_, ::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK));
    events[i]->async_wait(Descriptor::wait_read, [&, i](const boost::system::error_code& error) {
      if (!error) {
        ++handled;
        events[1 - i].reset();
        Adopt();
      }
    });
  }
  loop_.run_for(50ms);
  EXPECT_EQ(handled, 1);
  EXPECT_EQ(deaths_, 0);
  process_.Signal(SIGKILL);
  loop_.restart();
  while (deaths_ == 0) {
    ASSERT_EQ(loop_.run_one_for(1min), 1u);
  }
  EXPECT_EQ(deaths_, 1);
}

}  // namespace
}  // namespace bulkhead
