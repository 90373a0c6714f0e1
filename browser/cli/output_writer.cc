#include "browser/cli/output_writer.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// One turn of the writer; small enough to notice a stop soon.
constexpr size_t kBatchBytes = 64 * 1024;

}  // namespace

OutputWriter::OutputWriter(Options options)
    : options_(std::move(options)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  BULKHEAD_CHECK(wake_.valid());
  thread_ = std::thread([this] { Run(); });
}

OutputWriter::~OutputWriter() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  Wake();
  thread_.join();
}

void OutputWriter::Write(std::string line, Keep keep, double t) {
  line += '\n';
  {
    std::lock_guard lock(mutex_);
    if (closed_) {
      return;
    }
    queued_bytes_ += line.size();
    queue_.push_back({std::move(line), keep == Keep::kAlways, t});
    DropOldest();
  }
  Wake();
}

void OutputWriter::Finish(std::function<void()> done) {
  {
    std::lock_guard lock(mutex_);
    if (!closed_ && (!queue_.empty() || writing_ || dropped_ > 0)) {
      finished_ = std::move(done);
      return;
    }
  }
  done();
}

void OutputWriter::DropOldest() {
  for (auto line = queue_.begin(); queued_bytes_ > options_.max_queued_bytes && line != queue_.end();) {
    if (line->keep) {
      ++line;
      continue;
    }
    queued_bytes_ -= line->text.size();
    ++dropped_;
    dropped_t_ = line->t;
    line = queue_.erase(line);
  }
}

void OutputWriter::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full: then the thread is awake anyway.
  [[maybe_unused]] const ssize_t ignored = ::write(wake_.get(), &one, sizeof(one));
}

void OutputWriter::Run() {
  ::pthread_setname_np(::pthread_self(), "output");
  for (;;) {
    std::string batch;
    if (TakeBatch(&batch)) {
      if (!WriteOut(batch)) {
        return;
      }
      continue;
    }
    if (WaitForWork()) {
      return;
    }
  }
}

bool OutputWriter::TakeBatch(std::string* batch) {
  std::function<void()> finished;
  {
    std::lock_guard lock(mutex_);
    writing_ = false;
    // The first line is host.start, which is kept: what was dropped came after it.
    while (!queue_.empty() && batch->size() < kBatchBytes) {
      Line& line = queue_.front();
      // Told where they are missing; before the summary at the latest, which is the last.
      if (dropped_ > 0 && (!line.keep || queue_.size() == 1)) {
        *batch += options_.dropped_line(std::exchange(dropped_, 0), dropped_t_) + "\n";
      }
      *batch += line.text;
      queued_bytes_ -= line.text.size();
      queue_.pop_front();
    }
    writing_ = !batch->empty();
    if (!writing_) {
      finished = std::exchange(finished_, nullptr);
    }
  }
  if (finished) {
    finished();
  }
  return !batch->empty();
}

bool OutputWriter::WriteOut(std::string_view batch) {
  while (!batch.empty()) {
    std::array<pollfd, 2> fds = {{{options_.fd, POLLOUT, 0}, {wake_.get(), POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), -1) < 0) {
      continue;  // EINTR: nothing else can happen to it
    }
    if (fds[1].revents != 0) {
      uint64_t count = 0;
      [[maybe_unused]] const ssize_t ignored = ::read(wake_.get(), &count, sizeof(count));
      std::lock_guard lock(mutex_);
      if (stop_) {
        return false;
      }
    }
    if (fds[0].revents == 0) {
      continue;
    }
    // A pipe that poll() calls writable takes PIPE_BUF bytes without blocking (pipe(7)); more could block this thread
    // where nothing stops it.
    const ssize_t written = ::write(options_.fd, batch.data(), std::min<size_t>(batch.size(), PIPE_BUF));
    if (written >= 0) {
      batch.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR && errno != EAGAIN) {
      Closed(errno);
      return false;
    }
  }
  return true;
}

bool OutputWriter::WaitForWork() {
  // No event asked of the output: poll() reports POLLERR and POLLHUP anyway, which is how a reader's end shows.
  std::array<pollfd, 2> fds = {{{options_.fd, 0, 0}, {wake_.get(), POLLIN, 0}}};
  if (::poll(fds.data(), fds.size(), -1) < 0) {
    return false;
  }
  if (fds[1].revents != 0) {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t ignored = ::read(wake_.get(), &count, sizeof(count));
    std::lock_guard lock(mutex_);
    if (stop_) {
      return true;
    }
  }
  if (fds[0].revents != 0) {
    Closed((fds[0].revents & POLLNVAL) != 0 ? EBADF : EPIPE);
    return true;
  }
  return false;
}

void OutputWriter::Closed(int error) {
  std::function<void()> finished;
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    writing_ = false;
    queue_.clear();
    queued_bytes_ = 0;
    finished = std::exchange(finished_, nullptr);
  }
  if (options_.on_closed) {
    options_.on_closed(error);
  }
  if (finished) {
    finished();
  }
}

}  // namespace bulkhead
