#include "tests/support/bulkhead_program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <boost/json/parse.hpp>

#include "ipc/os/check.h"
#include "tests/support/program_paths.h"

namespace bulkhead {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

SteadyTime DeadlineOf(BulkheadProgram::Seconds patience) {
  return std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(patience);
}

int MillisecondsTo(SteadyTime deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<long>(0, left.count()));
}

bool WaitReadable(int fd, SteadyTime deadline) {
  pollfd entry = {fd, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&entry, 1, MillisecondsTo(deadline));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

// In the child, between fork and exec of a single-threaded test.
[[noreturn]] void Become(const BulkheadProgram::Options& options, const char* state, int out, int err,
                         char* const* arguments) {
  if (options.close_stdout) {
    ::close(STDOUT_FILENO);
  } else {
    ::dup2(out, STDOUT_FILENO);
  }
  ::dup2(err, STDERR_FILENO);
  ::setenv("XDG_STATE_HOME", state, 1);
  for (const auto& [name, value] : options.environment) {
    ::setenv(name.c_str(), value.c_str(), 1);
  }
  if (options.descriptors) {
    const rlimit limit = {*options.descriptors, *options.descriptors};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ::signal(SIGPIPE, SIG_DFL);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

BulkheadProgram BulkheadProgram::Start(std::vector<std::string> arguments, Options options) {
  BulkheadProgram program;
  int ends[2] = {-1, -1};
  BULKHEAD_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
  program.stdout_.Reset(ends[0]);
  const UniqueFd out(ends[1]);
  program.stderr_.Reset(::memfd_create("stderr", MFD_CLOEXEC));
  BULKHEAD_CHECK(program.stderr_.valid());

  arguments.insert(arguments.begin(), BrowserProgram());
  arguments.insert(arguments.begin(), options.launcher.begin(), options.launcher.end());
  std::vector<char*> pointers;
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  pointers.push_back(nullptr);
  program.pid_ = ::fork();
  BULKHEAD_CHECK(program.pid_ >= 0);
  if (program.pid_ == 0) {
    Become(options, program.state().c_str(), options.stdout_fd >= 0 ? options.stdout_fd : out.get(), program.stderr_.get(),
           pointers.data());
  }
  program.pidfd_.Reset(static_cast<int>(::syscall(SYS_pidfd_open, program.pid_, 0)));
  BULKHEAD_CHECK(program.pidfd_.valid());
  return program;
}

BulkheadProgram::~BulkheadProgram() {
  if (pidfd_.valid() && !exit_code_) {
    Signal(SIGKILL);
    Wait();
  }
}

std::optional<std::string> BulkheadProgram::ReadLine(Seconds patience) {
  const SteadyTime deadline = DeadlineOf(patience);
  for (;;) {
    if (const size_t end = unread_.find('\n'); end != std::string::npos) {
      lines_.push_back(unread_.substr(0, end));
      unread_.erase(0, end + 1);
      return lines_.back();
    }
    if (!stdout_.valid() || !WaitReadable(stdout_.get(), deadline)) {
      return std::nullopt;
    }
    char bytes[65536];
    const ssize_t got = ::read(stdout_.get(), bytes, sizeof(bytes));
    if (got <= 0) {
      stdout_.Reset();
      return std::nullopt;
    }
    unread_.append(bytes, static_cast<size_t>(got));
  }
}

boost::json::value BulkheadProgram::ReadUntil(const std::string& event, std::optional<int> tab) {
  while (const std::optional<std::string> line = ReadLine()) {
    boost::json::error_code failed;
    boost::json::value value = boost::json::parse(*line, failed);
    if (failed || !value.is_object()) {
      continue;
    }
    const boost::json::value* name = value.get_object().if_contains("event");
    const boost::json::value* of = value.get_object().if_contains("tab");
    if (name != nullptr && name->is_string() && std::string(name->get_string()) == event &&
        (!tab || (of != nullptr && *of == *tab))) {
      return value;
    }
  }
  return nullptr;
}

std::vector<std::string> BulkheadProgram::ReadAll() {
  std::vector<std::string> rest;
  while (std::optional<std::string> line = ReadLine()) {
    rest.push_back(*std::move(line));
  }
  return rest;
}

void BulkheadProgram::Signal(int signal) {
  // ESRCH: it is gone already, which Wait() will tell.
  ::syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0);
}

int BulkheadProgram::Wait(Seconds patience) {
  if (exit_code_) {
    return *exit_code_;
  }
  if (!WaitReadable(pidfd_.get(), DeadlineOf(patience))) {
    return -1;
  }
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) {
    return -1;
  }
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return *exit_code_;
}

std::string BulkheadProgram::Errors() const {
  std::string text(static_cast<size_t>(std::max<off_t>(0, ::lseek(stderr_.get(), 0, SEEK_END))), '\0');
  const ssize_t got = ::pread(stderr_.get(), text.data(), text.size(), 0);
  text.resize(static_cast<size_t>(std::max<ssize_t>(0, got)));
  return text;
}

ProgramResult RunBulkhead(std::vector<std::string> arguments, BulkheadProgram::Options options) {
  BulkheadProgram program = BulkheadProgram::Start(std::move(arguments), options);
  ProgramResult result;
  result.lines = program.ReadAll();
  result.code = program.Wait();
  result.errors = program.Errors();
  return result;
}

}  // namespace bulkhead
