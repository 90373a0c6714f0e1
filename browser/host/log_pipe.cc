#include "browser/host/log_pipe.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "ipc/os/result.h"

namespace bulkhead {
namespace {

// A pipe holds 64 KiB: more than that in one turn is somebody writing while we read.
constexpr int kReadsPerTurn = 4;
constexpr size_t kReadBytes = 16 * 1024;

}  // namespace

LogPipe::LogPipe(boost::asio::io_context& loop, UniqueFd read_end, const Clock& clock, Sink sink)
    : pipe_(loop, read_end.Release()), clock_(clock), sink_(std::move(sink)) {
  Wait();
}

void LogPipe::Wait() {
  pipe_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                   [this, life = std::weak_ptr<char>(life_)](const ErrorCode& error) {
                     if (error || life.expired()) {
                       return;
                     }
                     for (int i = 0; i < kReadsPerTurn; ++i) {
                       const Outcome outcome = ReadOnce();
                       if (outcome == Outcome::kEnd) {
                         return;
                       }
                       if (outcome == Outcome::kNothing) {
                         break;
                       }
                     }
                     Wait();
                   });
}

LogPipe::Outcome LogPipe::ReadOnce() {
  std::array<char, kReadBytes> buffer;
  const ssize_t got = ::read(pipe_.native_handle(), buffer.data(), buffer.size());
  if (got < 0) {
    return errno == EAGAIN || errno == EINTR ? Outcome::kNothing : Outcome::kEnd;
  }
  for (const std::string& line : got > 0 ? lines_.Feed({buffer.data(), static_cast<size_t>(got)}, clock_.Now())
                                         : lines_.Finish()) {
    sink_(line);
  }
  return got > 0 ? Outcome::kMore : Outcome::kEnd;
}

void LogPipe::DrainAndClose() {
  if (!pipe_.is_open()) {
    return;
  }
  Outcome outcome = Outcome::kMore;
  for (int i = 0; i < 2 * kReadsPerTurn && outcome == Outcome::kMore; ++i) {
    outcome = ReadOnce();
  }
  if (outcome != Outcome::kEnd) {
    for (const std::string& line : lines_.Finish()) {
      sink_(line);
    }
  }
  ErrorCode ignored;
  pipe_.close(ignored);
}

}  // namespace bulkhead
