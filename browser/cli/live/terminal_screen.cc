#include "browser/cli/live/terminal_screen.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <utility>

#include "browser/cli/live/terminal_guard.h"
#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

// DEC private modes: alternate screen with the cursor saved, cursor, wrapping at the right edge.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[0m\x1b[H\x1b[2J";
constexpr std::string_view kLeave = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";
// The bytes of one key come in one packet, or over a slow line within this.
constexpr Duration kEscapeWait = std::chrono::milliseconds(50);
constexpr Duration kForegroundPoll = std::chrono::milliseconds(300);
constexpr int kPatienceMs = 200;

}  // namespace

bool TerminalScreen::Usable(const std::function<const char*(const char*)>& environment) {
  const char* const name = environment("TERM");
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1 && name != nullptr && *name != '\0' &&
         std::string_view(name) != "dumb" && ::tcgetpgrp(STDOUT_FILENO) == ::getpgrp();
}

TerminalScreen::TerminalScreen(boost::asio::io_context& loop, Client& client)
    : client_(client), terminal_(loop), signals_(loop), escape_timer_(loop), foreground_timer_(loop) {}

TerminalScreen::~TerminalScreen() {
  Leave();
}

bool TerminalScreen::Open() {
  // A description of our own: O_NONBLOCK on stdout's would be the shell's too.
  UniqueFd fd(::open("/proc/self/fd/1", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  ErrorCode error;
  if (!fd.valid() || ::tcgetattr(fd.get(), &before_) != 0) {
    return false;
  }
  terminal_.assign(fd.get(), error);
  if (error) {
    return false;
  }
  (void)fd.Release();
  open_ = true;
  for (const int signal : {SIGTSTP, SIGCONT, SIGWINCH}) {
    signals_.add(signal);
  }
  WaitForSignal();
  Enter();
  return true;
}

void TerminalScreen::Leave() {
  if (!open_) {
    return;
  }
  GiveBack();
  open_ = false;
  ErrorCode ignored;
  signals_.cancel(ignored);
  signals_.clear(ignored);
  escape_timer_.cancel();
  foreground_timer_.cancel();
  terminal_.close(ignored);
}

void TerminalScreen::Enter() {
  client_.OnEnter();
  const int fd = terminal_.native_handle();
  ::tcgetattr(fd, &before_);
  termios modes = before_;
  modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  modes.c_cc[VMIN] = 1;
  modes.c_cc[VTIME] = 0;
  ArmTerminalGuard(fd, before_, kLeave);
  ::tcsetattr(fd, TCSADRAIN, &modes);
  entered_ = true;
  shown_.clear();
  next_.reset();
  WriteNow(kEnter);
  ReadSize();
  WaitForKeys();
  client_.OnScreenChanged();
}

void TerminalScreen::GiveBack() {
  if (!std::exchange(entered_, false)) {
    return;
  }
  // Who reads in the background is stopped for it (SIGTTIN).
  ErrorCode ignored;
  terminal_.cancel(ignored);
  unwritten_.clear();
  next_.reset();
  WriteNow(kLeave);
  ::tcsetattr(terminal_.native_handle(), TCSADRAIN, &before_);
  DisarmTerminalGuard();
  client_.OnLeft();
}

bool TerminalScreen::InForeground() const {
  return ::tcgetpgrp(STDOUT_FILENO) == ::getpgrp();
}

void TerminalScreen::ReadSize() {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    size_ = {size.ws_row, size.ws_col};
  }
}

// ---- keys and signals -------------------------------------------------------------------------------------------

void TerminalScreen::WaitForKeys() {
  terminal_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const ErrorCode& error) {
    if (!error) {
      ReadKeys();
    }
  });
}

void TerminalScreen::ReadKeys() {
  char bytes[256];
  const ssize_t got = ::read(terminal_.native_handle(), bytes, sizeof bytes);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
    client_.OnTerminalClosed();
    return;
  }
  escape_timer_.cancel();
  if (got > 0) {
    Deliver(decoder_.Feed({bytes, static_cast<size_t>(got)}));
  }
  if (!entered_) {
    return;  // a key ended it
  }
  if (decoder_.waiting()) {
    escape_timer_.expires_after(kEscapeWait);
    escape_timer_.async_wait([this](const ErrorCode& error) {
      if (!error) {
        Deliver(decoder_.Flush());
      }
    });
  }
  WaitForKeys();
}

void TerminalScreen::Deliver(const std::vector<Key>& keys) {
  for (const Key& key : keys) {
    if (entered_) {
      client_.OnKey(key);
    }
  }
}

void TerminalScreen::WaitForSignal() {
  signals_.async_wait([this](const ErrorCode& error, int signal) {
    if (!error) {
      OnSignal(signal);
      if (open_) {
        WaitForSignal();
      }
    }
  });
}

void TerminalScreen::OnSignal(int signal) {
  switch (signal) {
    case SIGTSTP:
      GiveBack();
      // What SIGTSTP would have done.
      ::raise(SIGSTOP);
      return;
    case SIGCONT:
      EnterInForeground();
      return;
    case SIGWINCH:
      if (entered_) {
        ReadSize();
        shown_.clear();
        client_.OnScreenChanged();
      }
      return;
    default:
      return;
  }
}

void TerminalScreen::EnterInForeground() {
  if (!open_ || entered_) {
    return;
  }
  if (InForeground()) {
    Enter();
    return;
  }
  foreground_timer_.expires_after(kForegroundPoll);
  foreground_timer_.async_wait([this](const ErrorCode& error) {
    if (!error) {
      EnterInForeground();
    }
  });
}

// ---- painting ---------------------------------------------------------------------------------------------------

void TerminalScreen::Paint(std::vector<std::string> lines) {
  if (!entered_) {
    return;
  }
  if (writing_) {
    next_ = std::move(lines);  // of several the last one counts
    return;
  }
  lines.resize(std::min(lines.size(), size_.rows));
  const bool anew = shown_.empty();
  std::string text = anew ? "\x1b[H\x1b[2J" : "";
  for (size_t i = 0; i < std::max(lines.size(), shown_.size()); ++i) {
    const std::string line = i < lines.size() ? lines[i] : std::string();
    if (anew || i >= shown_.size() || shown_[i] != line) {
      text += "\x1b[" + std::to_string(i + 1) + ";1H\x1b[K" + line;
    }
  }
  shown_ = std::move(lines);
  unwritten_ += text;
  Write();
}

void TerminalScreen::Write() {
  while (!unwritten_.empty()) {
    const ssize_t written = ::write(terminal_.native_handle(), unwritten_.data(), unwritten_.size());
    if (written >= 0) {
      unwritten_.erase(0, static_cast<size_t>(written));
      continue;
    }
    if (errno == EINTR) {
      continue;
    }
    if (errno != EAGAIN) {
      unwritten_.clear();  // whoever reads keys is told that the terminal is gone
      break;
    }
    writing_ = true;
    terminal_.async_wait(boost::asio::posix::stream_descriptor::wait_write, [this](const ErrorCode& error) {
      writing_ = false;
      if (!error || entered_) {  // given back and ours again meanwhile
        Write();
      }
    });
    return;
  }
  if (auto next = std::exchange(next_, std::nullopt)) {
    Paint(*std::move(next));
  }
}

void TerminalScreen::WriteNow(std::string_view text) {
  const int fd = terminal_.native_handle();
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<size_t>(written));
      continue;
    }
    pollfd waiting = {fd, POLLOUT, 0};
    if (errno == EINTR || (errno == EAGAIN && ::poll(&waiting, 1, kPatienceMs) > 0)) {
      continue;
    }
    return;
  }
}

}  // namespace bulkhead
