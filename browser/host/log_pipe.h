// LogPipe: what a renderer writes to its descriptors 1 and 2, read without blocking and handed on line by line, sanitised
// and rationed (browser/core/log_lines.h). On the loop's thread.
#ifndef BULKHEAD_BROWSER_HOST_LOG_PIPE_H_
#define BULKHEAD_BROWSER_HOST_LOG_PIPE_H_

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "browser/core/log_lines.h"
#include "ipc/os/clock.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class LogPipe {
 public:
  using Sink = std::function<void(const std::string& line)>;

  LogPipe(boost::asio::io_context& loop, UniqueFd read_end, const Clock& clock, Sink sink);
  ~LogPipe() = default;

  // What arrived already, then the end: for a writer that is dead.
  void DrainAndClose();

 private:
  void Wait();
  enum class Outcome { kMore, kNothing, kEnd };
  Outcome ReadOnce();

  boost::asio::posix::stream_descriptor pipe_;
  const Clock& clock_;
  const Sink sink_;
  LogLines lines_;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_LOG_PIPE_H_
