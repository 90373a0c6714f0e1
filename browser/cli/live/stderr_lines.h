// StderrLines: while a table has the terminal, what is written to stderr would be written across it. Takes stderr away into a
// pipe, gives its lines to whoever shows them, and puts it back with everything that came meanwhile.
//
// Nothing where stderr is no terminal: then it is in nobody's way. One at a time in a process.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_STDERR_LINES_H_
#define BULKHEAD_BROWSER_CLI_LIVE_STDERR_LINES_H_

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "ipc/os/unique_fd.h"

namespace bulkhead {

class StderrLines {
 public:
  using OnLine = std::function<void(const std::string&)>;
  StderrLines(boost::asio::io_context& loop, OnLine on_line) : pipe_(loop), on_line_(std::move(on_line)) {}
  ~StderrLines() { GiveBack(); }

  void Take();
  // Writes what came meanwhile to stderr; at most the newest lines of it.
  void GiveBack();

 private:
  static constexpr size_t kKept = 200;
  static constexpr size_t kLongest = 8192;

  void Wait();
  void Read();
  void Add(std::string line);

  boost::asio::posix::stream_descriptor pipe_;
  const OnLine on_line_;
  UniqueFd before_;
  std::string unfinished_;
  std::deque<std::string> lines_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_STDERR_LINES_H_
