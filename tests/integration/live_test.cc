// The live table on a pseudo-terminal: the program as a user at a keyboard has it.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ipc/os/unique_fd.h"
#include "tests/support/program_paths.h"
#include "tests/support/screen_lines.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr auto kPatience = 60s;  // on a machine with both cores busy

// `bulkhead` in a session of its own whose terminal is the test's.
class TerminalProgram {
 public:
  TerminalProgram(std::vector<std::string> arguments, std::vector<std::pair<std::string, std::string>> environment = {},
                  unsigned short rows = 24, unsigned short columns = 110)
      : screen_(rows, columns) {
    terminal_.Reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    EXPECT_EQ(::grantpt(terminal_.get()), 0);
    EXPECT_EQ(::unlockpt(terminal_.get()), 0);
    char name[64] = {};
    EXPECT_EQ(::ptsname_r(terminal_.get(), name, sizeof name), 0);
    // Held open here too: its modes can be looked at after the program has ended.
    other_side_.Reset(::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    SetSize(rows, columns);
    arguments.insert(arguments.begin(), BrowserProgram());
    std::vector<char*> words;
    for (std::string& argument : arguments) {
      words.push_back(argument.data());
    }
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::setsid();
      ::ioctl(other_side_.get(), TIOCSCTTY, 0);
      for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        ::dup2(other_side_.get(), fd);
      }
      ::setenv("XDG_STATE_HOME", state_.path().c_str(), 1);
      ::setenv("BULKHEAD_DEMOS", DemoDirectory().c_str(), 1);
      ::setenv("TERM", "xterm", 1);
      ::setenv("LC_ALL", "C.UTF-8", 1);
      for (const auto& [variable, value] : environment) {
        ::setenv(variable.c_str(), value.c_str(), 1);
      }
      ::execv(words[0], words.data());
      ::_exit(127);
    }
    pidfd_.Reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  }
  ~TerminalProgram() {
    if (!code_) {
      Signal(SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }

  void Type(std::string_view keys) { EXPECT_EQ(::write(terminal_.get(), keys.data(), keys.size()), ssize_t(keys.size())); }
  void Signal(int signal) { ::syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0); }
  void Resize(unsigned short rows, unsigned short columns) {
    screen_.Resize(rows, columns);
    SetSize(rows, columns);
  }
  // Reads on until the screen is as wanted.
  bool Until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!done()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0) {
        ADD_FAILURE() << "on the screen:\n" << screen_.Text();
        return false;
      }
      pollfd waiting = {terminal_.get(), POLLIN, 0};
      ::poll(&waiting, 1, static_cast<int>(std::min<long>(left.count(), 50)));
      Read();
    }
    return true;
  }
  bool UntilShown(const std::string& text) {
    return Until([&] { return screen_.Text().find(text) != std::string::npos; });
  }
  // Exit code, or 128 + signal.
  int Wait() {
    Until([this] {
      int status = 0;
      if (!code_ && ::waitpid(pid_, &status, WNOHANG) == pid_) {
        code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
      }
      return code_.has_value();
    });
    Read();
    return code_.value_or(-1);
  }
  // Whether it has stopped itself (Ctrl-Z).
  bool UntilStopped() {
    return Until([this] {
      siginfo_t info = {};
      return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WSTOPPED | WNOHANG) == 0 && info.si_pid == pid_;
    });
  }
  // Line editing and echo, as a shell wants them.
  bool Cooked() const {
    termios modes = {};
    return ::tcgetattr(other_side_.get(), &modes) == 0 && (modes.c_lflag & ICANON) != 0 && (modes.c_lflag & ECHO) != 0;
  }

  TestScreen& screen() { return screen_; }
  const std::string& output() const { return output_; }

 private:
  void SetSize(unsigned short rows, unsigned short columns) {
    const winsize size = {rows, columns, 0, 0};
    EXPECT_EQ(::ioctl(terminal_.get(), TIOCSWINSZ, &size), 0);
  }
  void Read() {
    char bytes[4096];
    for (ssize_t got; (got = ::read(terminal_.get(), bytes, sizeof bytes)) > 0;) {
      output_.append(bytes, static_cast<size_t>(got));
      screen_.Feed({bytes, static_cast<size_t>(got)});
    }
  }

  TempDir state_;
  UniqueFd terminal_;
  UniqueFd other_side_;
  pid_t pid_ = -1;
  UniqueFd pidfd_;
  std::optional<int> code_;
  std::string output_;
  TestScreen screen_;
};

class LiveTest : public testing::Test {
 protected:
  std::string Page(const std::string& name, const std::string& title) {
    return directory_.Write(name, "<!doctype html><title>" + title + "</title><p>text");
  }
  TempDir directory_;
};

TEST_F(LiveTest, ShowsTheTabsAndGivesTheTerminalBack) {
  TerminalProgram program({"run", Page("a.html", "First page"), Page("b.html", "Second page")});
  ASSERT_TRUE(program.UntilShown("First page"));
  ASSERT_TRUE(program.UntilShown("Second page"));
  EXPECT_TRUE(program.screen().alternate());
  EXPECT_TRUE(program.screen().cursor_hidden());
  EXPECT_FALSE(program.Cooked());
  program.Type("q");
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_FALSE(program.screen().alternate());
  EXPECT_FALSE(program.screen().cursor_hidden());
  EXPECT_TRUE(program.Cooked());
  EXPECT_THAT(program.output(), HasSubstr("zombies 0, orphans 0, leaked descriptors 0"));
}

TEST_F(LiveTest, KeysStrikeTheChosenTabAndSayWhatCameOfIt) {
  TerminalProgram program({"run", "--restart=never", "--hang-warn=300ms", "--hang-kill=800ms", Page("a.html", "Page A"),
                           Page("b.html", "Page B"), Page("c.html", "Page C"), Page("d.html", "Page D"), Page("e.html", "Page E")});
  ASSERT_TRUE(program.UntilShown("5 live"));
  program.Type("k");
  ASSERT_TRUE(program.UntilShown("renderer.kill(signal=KILL) on tab 1: KilledExternally, seen after"));
  program.Type("\x1b[Bc");
  ASSERT_TRUE(program.UntilShown("crash.segv(kind=null) on tab 2: Signalled(SIGSEGV), seen after"));
  program.Type("\x1b[Bh");
  ASSERT_TRUE(program.UntilShown("hang.main.spin on tab 3: Hang(main, spinning), seen after"));
  program.Type("\x1b[Bg");
  ASSERT_TRUE(program.UntilShown("wire.garbage on tab 4: BadMessage("));
  program.Type("\x1b[B" "fexit.c\t\t7)\r");
  ASSERT_TRUE(program.UntilShown("exit.code(code=7) on tab 5: NonZeroExit(7), seen after"));
  program.Type("r");
  ASSERT_TRUE(program.UntilShown("5 tabs, 1 live"));
  program.Type("x");
  ASSERT_TRUE(program.UntilShown("4 tabs, 0 live"));
  program.Type("n" + directory_.Write("f.html", "<!doctype html><title>Page F</title>").string() + "\r");
  ASSERT_TRUE(program.UntilShown("Page F"));
  program.Type("q");
  EXPECT_EQ(program.Wait(), 0);
}

TEST_F(LiveTest, StoppedIsNotHungAndMemoryHasItsLimit) {
  TerminalProgram program({"run", "--restart=never", "--hang-warn=300ms", "--hang-kill=800ms", "--memory-limit=64MiB",
                           Page("a.html", "Page A"), Page("b.html", "Page B")});
  ASSERT_TRUE(program.UntilShown("2 live"));
  program.Type("s");
  ASSERT_TRUE(program.UntilShown("stopped"));
  program.Type("\x1b[Bm");
  ASSERT_TRUE(program.UntilShown("on tab 2: OutOfMemory("));
  program.Type("\x1b[As");
  ASSERT_TRUE(program.Until([&] { return program.screen().Text().find("stopped") == std::string::npos; }));
  EXPECT_THAT(program.screen().Text(), HasSubstr("1 live"));
  program.Type("\x03");  // Ctrl-C
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_TRUE(program.Cooked());
}

TEST_F(LiveTest, SurvivesResizeAndNarrowScreens) {
  TerminalProgram program({"run", Page("a.html", "Page A")});
  ASSERT_TRUE(program.UntilShown("LAST EVENT"));
  program.Resize(10, 24);
  ASSERT_TRUE(program.Until([&] {
    const std::string text = program.screen().Text();
    return text.find("STATE") != std::string::npos && text.find("LAST EVENT") == std::string::npos;
  }));
  program.Resize(2, 3);
  program.Resize(40, 200);
  ASSERT_TRUE(program.UntilShown("LAST EVENT"));
  ASSERT_TRUE(program.UntilShown("q quit"));
  program.Type("q");
  EXPECT_EQ(program.Wait(), 0);
}

TEST_F(LiveTest, CtrlZGivesTheTerminalBackUntilItGoesOn) {
  TerminalProgram program({"run", Page("a.html", "Page A")});
  ASSERT_TRUE(program.UntilShown("1 live"));
  // A session leader's group is orphaned, and the kernel does not stop that for Ctrl-Z: the signal itself is the same.
  program.Signal(SIGTSTP);
  ASSERT_TRUE(program.UntilStopped());
  EXPECT_TRUE(program.Cooked());
  EXPECT_TRUE(program.Until([&] { return !program.screen().alternate(); }));
  program.Signal(SIGCONT);
  ASSERT_TRUE(program.Until([&] { return program.screen().alternate() && !program.Cooked(); }));
  ASSERT_TRUE(program.UntilShown("1 live"));
  program.Type("q");
  EXPECT_EQ(program.Wait(), 0);
}

TEST_F(LiveTest, ACrashOfTheBrowserGivesTheTerminalBack) {
  TerminalProgram program({"run", Page("a.html", "Page A")});
  ASSERT_TRUE(program.UntilShown("1 live"));
  program.Signal(SIGSEGV);
  EXPECT_EQ(program.Wait(), 128 + SIGSEGV);
  EXPECT_FALSE(program.screen().alternate());
  EXPECT_FALSE(program.screen().cursor_hidden());
  EXPECT_TRUE(program.Cooked());
}

TEST_F(LiveTest, LinesWhereATableIsNotWantedOrCannotBe) {
  using Environment = std::vector<std::pair<std::string, std::string>>;
  const std::string page = Page("a.html", "Page A");
  for (const auto& [arguments, environment] :
       {std::pair(std::vector<std::string>{"run", "--no-table", "--duration=0", page}, Environment{}),
        std::pair(std::vector<std::string>{"run", "--duration=0", page}, Environment{{"TERM", "dumb"}}),
        std::pair(std::vector<std::string>{"run", "--json", "--duration=0", page}, Environment{})}) {
    TerminalProgram program(arguments, environment);
    EXPECT_EQ(program.Wait(), 0);
    EXPECT_THAT(program.output(), Not(HasSubstr("\x1b[?1049h")));
    EXPECT_THAT(program.output(), HasSubstr("first"));
  }
}

TEST_F(LiveTest, WithoutUtf8ItIsAscii) {
  TerminalProgram program({"run", Page("a.html", "Z\xC3\xBCrich")}, {{"LC_ALL", "C"}, {"LANG", "C"}});
  ASSERT_TRUE(program.UntilShown("Z?rich"));
  program.Type("q");
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_THAT(program.output(), Not(HasSubstr("\xC3")));
}

TEST_F(LiveTest, WhatIsComplainedOfIsShownAndKept) {
  constexpr unsigned short kWide = 300;  // names of temporary folders can be long
  TerminalProgram program({"run", Page("a.html", "Page A"), (directory_.path() / "none.html").string()}, {}, 24, kWide);
  ASSERT_TRUE(program.UntilShown("no such file"));
  program.Type("n" + (directory_.path() / "other.html").string() + "\r");
  ASSERT_TRUE(program.UntilShown("other.html: no such file"));
  program.Type("q");
  EXPECT_EQ(program.Wait(), 1);
}

}  // namespace
}  // namespace bulkhead
