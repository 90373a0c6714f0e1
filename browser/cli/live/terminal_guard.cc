#include "browser/cli/live/terminal_guard.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>

namespace bulkhead {
namespace {

constexpr std::array kDeadly = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};

std::atomic<int> g_fd{-1};
termios g_modes;
std::string_view g_text;
std::array<struct sigaction, kDeadly.size()> g_before;

// write(2) and tcsetattr(3) may be called here (signal-safety(7)).
void Restore(int signal) {
  if (const int fd = g_fd.exchange(-1); fd >= 0) {
    (void)!::write(fd, g_text.data(), g_text.size());
    ::tcsetattr(fd, TCSANOW, &g_modes);
  }
  // Held back until this returns, then the default: SA_RESETHAND.
  ::raise(signal);
}

}  // namespace

void ArmTerminalGuard(int fd, const termios& modes, std::string_view text) {
  g_modes = modes;
  g_text = text;
  g_fd = fd;
  struct sigaction action = {};
  action.sa_handler = Restore;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < kDeadly.size(); ++i) {
    ::sigaction(kDeadly[i], &action, &g_before[i]);
  }
}

void DisarmTerminalGuard() {
  g_fd = -1;
  for (size_t i = 0; i < kDeadly.size(); ++i) {
    ::sigaction(kDeadly[i], &g_before[i], nullptr);
  }
}

}  // namespace bulkhead
