// Init's side of learning mode against real filters, in children that install them for good.
#include "renderer/process/call_listeners.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "renderer/sandbox/filter_program.h"

namespace bulkhead {
namespace {

using Learned = spawn::InitEvent::LearnedCall;

class CallListenersTest : public testing::Test {
 protected:
  void SetUp() override {
    Result<ListenerSockets> sockets = CreateListenerSockets();
    ASSERT_TRUE(sockets) << sockets.error().message();
    renderers_end_ = std::move(sockets->renderers);
    listeners_.emplace(std::move(sockets->init), RendererPolicy({.learning = true}), false,
                       [this](const Learned& call) { told_.push_back(call); });
  }

  // A process that learns, does `body`, and ends with what that says.
  pid_t Fork(const std::function<int()>& body) {
    const pid_t pid = ::fork();
    if (pid != 0) {
      return pid;
    }
    std::string error;
    FilterProgram program = BuildFilter(RendererPolicy({.learning = true}), kThisMachine, &error, Unlisted::kTell);
    NameOwnPid(program, static_cast<uint32_t>(::getpid()));
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    Result<UniqueFd> listener = InstallTellingFilter(program);
    if (!listener) {
      ::_exit(100 + listener.error().value() % 100);
    }
    if (!HandOverListener(renderers_end_.get(), std::move(*listener))) {
      ::_exit(99);
    }
    ::_exit(body());
  }
  // Serves until `pid` is dead; its wait status.
  int ServeUntilDead(pid_t pid) {
    std::vector<pollfd> polls;
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    const UniqueFd end(pidfd);
    for (;;) {
      polls.assign(1, {end.get(), POLLIN, 0});
      listeners_->AddTo(polls);
      if (::poll(polls.data(), polls.size(), 20'000) <= 0) {
        ADD_FAILURE() << "it waits for an answer for ever";
        ::kill(pid, SIGKILL);
      }
      listeners_->Serve(std::span(polls).subspan(1));
      if (polls[0].revents != 0) {
        int status = 0;
        ::waitpid(pid, &status, 0);
        listeners_->OnExit(pid);
        return status;
      }
    }
  }
  static int Code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
  // What was told last of each kind of `pid`.
  std::map<uint32_t, Learned> Last(pid_t pid) const {
    std::map<uint32_t, Learned> last;
    for (const Learned& call : told_) {
      if (call.pid() == pid) {
        last[call.kind()] = call;
      }
    }
    return last;
  }

  UniqueFd renderers_end_;
  std::optional<CallListeners> listeners_;
  std::vector<Learned> told_;
};

TEST_F(CallListenersTest, AForbiddenCallIsToldAndDone) {
  const pid_t pid = Fork([] { return ::getppid() > 0 && ::access("/", F_OK) == 0 ? 3 : 4; });
  EXPECT_EQ(Code(ServeUntilDead(pid)), 3);
  const auto last = Last(pid);
  ASSERT_EQ(last.size(), 2u);
  const Learned& first = last.at(0);
  EXPECT_EQ(first.call(), SYS_getppid);
  EXPECT_EQ(first.tid(), pid);
  EXPECT_EQ(first.count(), 1u);
  EXPECT_EQ(first.arguments_size(), 6);
  EXPECT_EQ(first.policy(), "{\"getppid\"},");
  EXPECT_NE(first.architecture(), 0u);
}

TEST_F(CallListenersTest, AFloodIsTenLinesAndItsWholeCountAtTheEnd) {
  const pid_t pid = Fork([] {
    for (int i = 0; i < 1'000; ++i) {
      ::syscall(SYS_getppid);
    }
    return 0;
  });
  EXPECT_EQ(Code(ServeUntilDead(pid)), 0);
  EXPECT_EQ(told_.size(), 11u);
  EXPECT_EQ(Last(pid).at(0).count(), 1'000u);
}

TEST_F(CallListenersTest, SeveralProcessesAreKeptApart) {
  const pid_t one = Fork([] { return ::getppid() > 0 ? 0 : 1; });
  const pid_t two = Fork([] { return ::getuid() == ::geteuid() ? 0 : 1; });
  EXPECT_EQ(Code(ServeUntilDead(one)), 0);
  EXPECT_EQ(Code(ServeUntilDead(two)), 0);
  EXPECT_EQ(Last(one).size(), 1u);
  EXPECT_EQ(Last(two).size(), 2u);
}

TEST_F(CallListenersTest, AKilledProcessIsDropped) {
  const pid_t pid = Fork([]() -> int {
    for (;;) {
      ::syscall(SYS_getppid);
    }
  });
  std::vector<pollfd> polls;
  while (told_.empty()) {
    polls.clear();
    listeners_->AddTo(polls);
    ASSERT_GT(::poll(polls.data(), polls.size(), 20'000), 0);
    listeners_->Serve(polls);
  }
  ::kill(pid, SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(ServeUntilDead(pid)));
  polls.clear();
  listeners_->AddTo(polls);
  EXPECT_EQ(polls.size(), 1u);
}

TEST_F(CallListenersTest, WhatIsNoListenerIsClosed) {
  const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(HandOverListener(renderers_end_.get(), UniqueFd(::dup(null.get()))));
  std::vector<pollfd> polls;
  for (int i = 0; i < 2; ++i) {  // taken in, then found to be none
    polls.clear();
    listeners_->AddTo(polls);
    ASSERT_GT(::poll(polls.data(), polls.size(), 20'000), 0);
    listeners_->Serve(polls);
  }
  polls.clear();
  listeners_->AddTo(polls);
  EXPECT_EQ(polls.size(), 1u);
  EXPECT_TRUE(told_.empty());
}

}  // namespace
}  // namespace bulkhead
