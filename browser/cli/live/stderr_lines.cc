#include "browser/cli/live/stderr_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "ipc/os/result.h"
#include "ipc/os/write_all.h"

namespace bulkhead {

void StderrLines::Take() {
  if (before_.valid() || ::isatty(STDERR_FILENO) != 1) {
    return;
  }
  int ends[2] = {-1, -1};
  // Both ends: a log must never wait for its own reader, which is this thread.
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
    return;  // lines across the table are better than none
  }
  UniqueFd ours(ends[0]);
  const UniqueFd theirs(ends[1]);
  UniqueFd before(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!before.valid()) {
    return;
  }
  ErrorCode error;
  pipe_.assign(ours.get(), error);
  if (error) {
    return;
  }
  (void)ours.Release();
  std::fflush(stderr);
  ::dup2(theirs.get(), STDERR_FILENO);
  before_ = std::move(before);
  Wait();
}

void StderrLines::Wait() {
  pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const ErrorCode& error) {
    if (!error) {
      Read();
      Wait();
    }
  });
}

void StderrLines::Read() {
  char bytes[4096];
  for (ssize_t got; (got = ::read(pipe_.native_handle(), bytes, sizeof bytes)) > 0;) {
    unfinished_.append(bytes, static_cast<size_t>(got));
    for (size_t end; (end = unfinished_.find('\n')) != std::string::npos;) {
      Add(unfinished_.substr(0, end));
      unfinished_.erase(0, end + 1);
    }
    if (unfinished_.size() > kLongest) {
      Add(std::exchange(unfinished_, {}));
    }
  }
}

void StderrLines::Add(std::string line) {
  on_line_(line);
  lines_.push_back(std::move(line));
  if (lines_.size() > kKept) {
    lines_.pop_front();
  }
}

void StderrLines::GiveBack() {
  if (!before_.valid()) {
    return;
  }
  std::fflush(stderr);
  ::dup2(before_.get(), STDERR_FILENO);
  before_.Reset();
  Read();
  if (!unfinished_.empty()) {
    Add(std::exchange(unfinished_, {}));
  }
  ErrorCode ignored;
  pipe_.close(ignored);
  std::string all;
  for (const std::string& line : std::exchange(lines_, {})) {
    all += line + "\n";
  }
  (void)WriteAll(STDERR_FILENO, all);
}

}  // namespace bulkhead
