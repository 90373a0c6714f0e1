#include "browser/cli/program_setup.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "browser/cli/exit_codes.h"
#include "browser/core/admission.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

bool OpenStandardDescriptors() {
  const bool stdout_open = ::fcntl(STDOUT_FILENO, F_GETFD) >= 0;
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    // open() gives the lowest free number, which is `fd`.
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY) < 0) {
      break;
    }
  }
  return stdout_open;
}

void RaiseDescriptorLimit() {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    // Refused: the soft limit stays, and the host counts with it.
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

std::optional<UserError> WantOfDescriptors(uint64_t in_use, uint64_t tabs) {
  // The loop's three, two of signals, the output's, and what a look at a file takes for a moment.
  constexpr uint64_t kProgramsOwn = 8;
  rlimit limit = {};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const uint64_t needed = in_use + kProgramsOwn;
  if (needed <= limit.rlim_cur) {
    return std::nullopt;
  }
  return UserError{"no free descriptors", "", "limit is " + std::to_string(limit.rlim_cur),
                   Admission(limit.rlim_cur, needed).Remedy(tabs)};
}

namespace {

// A signal handler has no context of ours.
const char* g_last_line = "";

void OnTimeOver(int) {
  static_cast<void>(!::write(STDERR_FILENO, g_last_line, std::strlen(g_last_line)));
  static_cast<void>(!::write(STDERR_FILENO, "\n", 1));
  ::_exit(kExitUsage);
}

}  // namespace

void LimitTime(Duration limit, const char* line) {
  g_last_line = line;
  std::signal(SIGALRM, OnTimeOver);
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(limit).count();
  const itimerval once = {{0, 0}, {microseconds / 1'000'000, microseconds % 1'000'000}};
  ::setitimer(ITIMER_REAL, &once, nullptr);
}

void SetUpLog(int level) {
  auto logger = std::make_shared<spdlog::logger>("bulkhead", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%E.%e %l %v");
  logger->set_level(static_cast<spdlog::level::level_enum>(level));
  spdlog::set_default_logger(std::move(logger));
}

std::filesystem::path FindDemoDirectory() {
  std::error_code error;
  const auto holds_demos = [&](const std::filesystem::path& directory) {
    return std::filesystem::exists(directory / "clock.html", error);
  };
  if (const char* named = std::getenv("BULKHEAD_DEMOS"); named != nullptr && *named != '\0') {
    return named;
  }
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path installed = program.parent_path().parent_path() / "share/bulkhead/demos";
  if (holds_demos(installed)) {
    return installed;
  }
  // build/PRESET/bin/bulkhead: the source tree is three levels up, or a few more in somebody's own layout.
  std::filesystem::path above = program.parent_path();
  for (int level = 0; level < 5 && above.has_relative_path(); ++level) {
    above = above.parent_path();
    if (holds_demos(above / "tools/demos")) {
      return above / "tools/demos";
    }
  }
  return {};
}

bool SignalProcess(int pid, int signal) {
  const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  return pidfd.valid() && ::syscall(SYS_pidfd_send_signal, pidfd.get(), signal, nullptr, 0) == 0;
}

}  // namespace bulkhead
