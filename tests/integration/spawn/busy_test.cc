// Spawning on a machine that has no time: what is only ordered by luck shows there.
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "tests/integration/spawn/spawn_fixture.h"

namespace bulkhead {
namespace {

// A child of this test that spins until it is killed.
class Spinner {
 public:
  Spinner() {
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      while (::getppid() == parent) {
      }
      ::_exit(0);
    }
    pidfd_.Reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  }
  ~Spinner() {
    if (pidfd_.valid()) {
      ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  Spinner(const Spinner&) = delete;
  Spinner& operator=(const Spinner&) = delete;
  bool running() const { return pidfd_.valid() && ::waitpid(pid_, nullptr, WNOHANG) == 0; }

 private:
  pid_t pid_ = -1;
  UniqueFd pidfd_;
};

class BusySpawnTest : public SpawnFixture {
 protected:
  static int Cores() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    return ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 2;
  }
  // In a row: each is live, is killed and is reported before the next is asked for.
  void SpawnInARow(int count) {
    for (int i = 0; i < count; ++i) {
      const size_t exits_before = exits_.size();
      auto renderer = RequestRenderer();
      ASSERT_TRUE(WaitUntil([&] { return Answered(*renderer); }, kPatience)) << "spawn " << i << " was not answered";
      ASSERT_TRUE(renderer->outcome.ok) << "spawn " << i << ": " << renderer->outcome.failure.step << ": "
                                        << renderer->outcome.failure.why;
      ASSERT_TRUE(WaitHello(*renderer)) << "spawn " << i << " died at " << renderer->crash_area().failed_step << ": "
                                        << renderer->crash_area().failed_why;
      EXPECT_EQ(exits_.size(), exits_before) << "spawn " << i;
      ::syscall(SYS_pidfd_send_signal, renderer->outcome.renderer.pidfd.get(), SIGKILL, nullptr, 0);
      ASSERT_TRUE(WaitUntil([&] { return Exited(*renderer); }, kPatience)) << "the end of " << i << " was not told";
      ASSERT_EQ(exits_.back().wait_status, SIGKILL) << "spawn " << i << " had ended by itself";
      exits_.clear();  // pids come again
    }
  }

  // Other tests may be running beside this one, and other processes spin as well.
  static constexpr Duration kPatience = std::chrono::seconds(60);
};

TEST_F(BusySpawnTest, TwoHundredInARowWithEveryCoreBusy) {
  std::vector<std::unique_ptr<Spinner>> spinners;
  for (int i = 0; i < Cores(); ++i) {
    spinners.push_back(std::make_unique<Spinner>());
    ASSERT_TRUE(spinners.back()->running());
  }
  options_.startup_deadline = kPatience;
  ASSERT_TRUE(Start()) << failure_->step << ": " << failure_->why;
  SpawnInARow(200);
  for (const auto& spinner : spinners) {
    EXPECT_TRUE(spinner->running());
  }
  spinners.clear();
  EndAndExpectNothingLeft();
}

}  // namespace
}  // namespace bulkhead
