// The whole set of threads in a forked child, with this process as its browser. The child's threads are the real ones.
#include "renderer/threads/renderer_threads.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>

#include "ipc/os/memfd.h"
#include "ipc/os/socket_pair.h"
#include "renderer/crash/crash_handler.h"
#include "tests/support/browser_end.h"

namespace bulkhead {
namespace {

// Its watchdog is a thread that sleeps until the process ends.
class SleepyEngine final : public PageEngine {
 public:
  void WarmUp() override {}
  void AfterFork() override {}
  void StartWatchdog() override {
    std::thread([] {
      for (;;) {
        ::poll(nullptr, 0, -1);
      }
    }).detach();
  }
  void StopScripts() override {}
};

size_t ThreadsInProc() {
  using Entries = std::filesystem::directory_iterator;
  return static_cast<size_t>(std::distance(Entries("/proc/self/task"), Entries()));
}

class RendererThreadsTest : public testing::Test {
 protected:
  void SetUp() override {
    SocketPair control = CreateSocketPair(SOCK_STREAM).value();
    SocketPair frames = CreateSocketPair(SOCK_STREAM).value();
    SocketPair steps = CreateSocketPair(SOCK_SEQPACKET).value();
    area_fd_ = CreateSharedMemory("crash area", kCrashAreaBytes).value();
    area_ = SharedMapping::Create(area_fd_.get(), kCrashAreaBytes).value();
    pid_ = ::fork();
    ASSERT_GE(pid_, 0);
    if (pid_ == 0) {
      control.ours.Reset();
      frames.ours.Reset();
      steps.ours.Reset();
      BeRenderer(std::move(control.theirs), std::move(frames.theirs), std::move(steps.theirs));
    }
    steps_ = std::move(steps.ours);
    control_ = std::make_unique<BrowserEnd>(std::move(control.ours));
    frames_ = BrowserEnd::OfFrames(std::move(frames.ours));
  }
  ~RendererThreadsTest() override {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }

  [[noreturn]] void BeRenderer(UniqueFd control, UniqueFd frames, UniqueFd steps) {
    auto* area = reinterpret_cast<CrashArea*>(area_.bytes().data());
    InstallCrashHandlers(area);
    NoteStartupStep("born");
    SleepyEngine engine;
    RendererSetup setup;
    setup.control = std::move(control);
    setup.frames = std::move(frames);
    setup.crash_area = area;
    setup.engine = &engine;
    setup.workers = 3;
    setup.build = "test build";
    auto threads = RendererThreads::Start(std::move(setup));
    const char counts[2] = {static_cast<char>((*threads)->count()), static_cast<char>(ThreadsInProc())};
    (void)!::write(steps.get(), counts, sizeof(counts));
    pollfd go{steps.get(), POLLIN, 0};
    ::poll(&go, 1, -1);
    const int code = (*threads)->Run();
    const bool same = (*threads)->count() == static_cast<uint32_t>(counts[0]);
    threads->reset();  // joins
    ::_exit(same ? code : 99);
  }
  // Waits for Start() to return in the child; what it counted, and what the kernel counts.
  std::pair<int, int> AwaitStarted() {
    pollfd ready{steps_.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&ready, 1, 60'000), 1);
    char counts[2] = {};
    EXPECT_EQ(::read(steps_.get(), counts, sizeof(counts)), 2);
    return {counts[0], counts[1]};
  }
  void LetRun() { (void)!::write(steps_.get(), "g", 1); }
  int WaitForEnd() {
    int status = 0;
    const pid_t pid = std::exchange(pid_, -1);
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

  UniqueFd area_fd_;
  SharedMapping area_;
  UniqueFd steps_;
  std::unique_ptr<BrowserEnd> control_;
  std::unique_ptr<BrowserEnd> frames_;
  pid_t pid_ = -1;
};

TEST_F(RendererThreadsTest, NothingIsSaidBeforeTheBarrierOpens) {
  const auto [counted, in_proc] = AwaitStarted();
  EXPECT_EQ(counted, 6) << "main, compositor, three workers, watchdog";
#if defined(__SANITIZE_THREAD__)
  EXPECT_GE(in_proc, 6) << "its runtime has threads of its own";
#else
  EXPECT_EQ(in_proc, 6);
#endif
  pollfd ends[2] = {{control_->channel().native_handle(), POLLIN, 0}, {frames_->channel().native_handle(), POLLIN, 0}};
  EXPECT_EQ(::poll(ends, 2, 50), 0);
  LetRun();
  const auto hello = control_->Take<control::Hello>();
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->threads(), 6u);
  EXPECT_EQ(hello->build(), "test build");
  ASSERT_EQ(hello->steps_size(), 1);
  EXPECT_EQ(hello->steps(0).name(), "born");
  EXPECT_TRUE(frames_->Take<frames::FramesHello>());
  EXPECT_TRUE(control_->Sync());
  EXPECT_TRUE(frames_->SyncFrames());
}

TEST_F(RendererThreadsTest, AnOrderedEndJoinsEveryThread) {
  AwaitStarted();
  LetRun();
  ASSERT_TRUE(control_->Take<control::Hello>());
  control_->channel().Send(control::Shutdown());
  frames_->channel().Send(frames::Shutdown());
  frames_->Poll();
  EXPECT_TRUE(control_->Take<control::Goodbye>());
  EXPECT_EQ(WaitForEnd(), 0);
}

TEST_F(RendererThreadsTest, AfterGoodbyeTheFramesChannelMayGo) {
  AwaitStarted();
  LetRun();
  ASSERT_TRUE(control_->Take<control::Hello>());
  control_->channel().Send(control::Shutdown());
  EXPECT_TRUE(control_->Take<control::Goodbye>());
  frames_.reset();
  control_.reset();
  EXPECT_EQ(WaitForEnd(), 0);
}

TEST_F(RendererThreadsTest, TheBrowsersEndIsSeenByWhoeverWatchesTheChannel) {
  AwaitStarted();
  LetRun();
  ASSERT_TRUE(frames_->Take<frames::FramesHello>());
  frames_.reset();
  EXPECT_EQ(WaitForEnd(), 124);
}

}  // namespace
}  // namespace bulkhead
