// FaultInjectorTest: each fault strikes in a process of its own: a main thread with a page whose document is the fault's name. The
// test's process is its browser.
#ifndef BULKHEAD_TESTS_UNIT_RENDERER_FAULT_INJECTOR_FIXTURE_H_
#define BULKHEAD_TESTS_UNIT_RENDERER_FAULT_INJECTOR_FIXTURE_H_

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "ipc/os/memfd.h"
#include "ipc/os/socket_pair.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/threads/main_thread.h"
#include "tests/support/browser_end.h"
#include "tests/unit/renderer/fake_page.h"

namespace bulkhead {

class NoCompositor final : public CompositorPort {
 public:
  void RequestMainFrame(uint32_t) override {}
  void PostCommit(uint32_t, std::optional<Commit>) override {}
  void PageClosed(uint32_t) override {}
};

class NoWorkers final : public WorkerPort {
 public:
  void Decode(std::string, Decoded) override {}
};

// A thread for each strike elsewhere.
class ThreadSites final : public FaultSites {
 public:
  explicit ThreadSites(int frames) : frames_(frames) {}
  void RunOnCompositor(std::function<void()> strike) override { Run("compositor", std::move(strike)); }
  void RunOnWorker(std::function<void()> strike) override { Run("worker 1", std::move(strike)); }
  void CloseFramesChannel() override { ::close(frames_); }

 private:
  void Run(const char* name, std::function<void()> strike) {
    std::thread([name, strike = std::move(strike)] {
      RegisterCrashThread(name);
      strike();
    }).detach();
  }
  const int frames_;
};

// noexcept: GoogleTest catches what a test throws, also in this child.
[[noreturn]] inline void BeRenderer(UniqueFd control, int frames, CrashArea* area) noexcept {
  InstallCrashHandlers(area);
  RegisterCrashThread("main");
  SteadyClock clock;
  FakeEngine engine;
  NoCompositor compositor;
  NoWorkers workers;
  ThreadSites sites(frames);
  FakeScript script;
  script.on_load = [](FakeScript::Self self, std::string html) {
    std::istringstream words(html);
    FaultRequest request;
    words >> request.name;
    for (std::string name, value; words >> name >> value;) {
      request.params.emplace_back(name, value);
    }
    if (const auto refusal = self.client.InjectFault(request)) {
      self.client.OnConsole({ConsoleLevel::kError, *refusal, "", 0});
    }
    self.client.OnLoaded();
  };
  MainThreadSetup setup;
  setup.control = std::move(control);
  setup.engine = &engine;
  setup.create_page = FakePage::Factory(script);
  setup.compositor = &compositor;
  setup.workers = &workers;
  setup.fault_sites = &sites;
  setup.page_faults = true;
  MainThread main(std::move(setup), clock);
  _exit(main.Run(control::Hello()));
}

class FaultInjectorTest : public testing::Test {
 protected:
  void SetUp() override {
    SocketPair control = CreateSocketPair(SOCK_STREAM).value();
    SocketPair frames = CreateSocketPair(SOCK_STREAM).value();
    area_fd_ = CreateSharedMemory("crash area", kCrashAreaBytes).value();
    area_ = SharedMapping::Create(area_fd_.get(), kCrashAreaBytes).value();
    area()->magic = kCrashAreaMagic;
    area()->version = kCrashAreaVersion;
    pid_ = ::fork();
    ASSERT_GE(pid_, 0);
    if (pid_ == 0) {
      control.ours.Reset();
      frames.ours.Reset();
      BeRenderer(std::move(control.theirs), frames.theirs.get(), area());
    }
    frames_ = std::move(frames.ours);
    browser_ = std::make_unique<BrowserEnd>(std::move(control.ours));
    ASSERT_TRUE(browser_->Take<control::Hello>());
  }
  ~FaultInjectorTest() override {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }

  CrashArea* area() { return reinterpret_cast<CrashArea*>(area_.bytes().data()); }

  // Has `fault` strike, sees its announcement.
  void Strike(const std::string& document, const std::string& fault, const std::string& site = "main",
              const std::string& how = "real") {
    browser_->Navigate(7, document);
    const auto fired = browser_->Take<control::FaultFired>();
    ASSERT_TRUE(fired);
    EXPECT_EQ(fired->page(), 7u);
    EXPECT_EQ(fired->fault(), fault);
    EXPECT_EQ(fired->site(), site);
    EXPECT_EQ(fired->how(), how);
    EXPECT_FALSE(fired->evidence().empty());
  }
  // The process's end: its exit code, or 128 + its signal.
  int WaitForEnd() {
    int status = 0;
    const pid_t pid = std::exchange(pid_, -1);
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }
  bool Alive() { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }

  // Field of /proc/PID/status in KiB.
  long StatusKib(const std::string& field) {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with(field + ":")) {
        return std::stol(line.substr(field.size() + 1));
      }
    }
    return 0;
  }
  // State letter and CPU ticks of the main thread.
  std::pair<char, long> StateAndTicks() {
    std::ifstream file("/proc/" + std::to_string(pid_) + "/stat");
    std::string text;
    std::getline(file, text);
    std::istringstream rest(text.substr(text.rfind(')') + 2));
    char state = '?';
    rest >> state;
    std::string skipped;
    for (int i = 0; i < 10; ++i) {
      rest >> skipped;
    }
    long user = 0;
    long system = 0;
    rest >> user >> system;
    return {state, user + system};
  }
  // Waits for `done`, which no descriptor tells about.
  bool Poll(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) {
        return false;
      }
      browser_->Poll();
      ::poll(nullptr, 0, 2);
    }
    return true;
  }

  UniqueFd area_fd_;
  SharedMapping area_;
  UniqueFd frames_;
  pid_t pid_ = -1;
  std::unique_ptr<BrowserEnd> browser_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_RENDERER_FAULT_INJECTOR_FIXTURE_H_
