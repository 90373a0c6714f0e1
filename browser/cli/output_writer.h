// OutputWriter: writes lines to stdout from a thread of its own, so that a slow or stopped reader never holds up the host.
//
// The queue is bounded: the oldest lines are dropped and counted, except those that must be kept (host.start, summary). A
// reader that goes away is noticed at once, also when nothing is being written.
#ifndef BULKHEAD_BROWSER_CLI_OUTPUT_WRITER_H_
#define BULKHEAD_BROWSER_CLI_OUTPUT_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "ipc/os/unique_fd.h"

namespace bulkhead {

class OutputWriter {
 public:
  struct Options {
    int fd = 1;  // not owned; blocking or not
    // About 20,000 events: what a stopped reader may cost in memory.
    size_t max_queued_bytes = 4 * 1024 * 1024;
    // Gives the line that says how many were dropped; `t` is that of the last of them. On the writer's thread.
    std::function<std::string(uint64_t count, double t)> dropped_line;
    // The reader is gone (EPIPE, end of a terminal) or the output failed (ENOSPC, …): nothing more is written. Once, on
    // the writer's thread.
    std::function<void(int error)> on_closed;
  };

  explicit OutputWriter(Options options);
  // Stops at once; what is still queued is lost (Finish() first to keep it).
  ~OutputWriter();
  OutputWriter(const OutputWriter&) = delete;
  OutputWriter& operator=(const OutputWriter&) = delete;

  enum class Keep { kDroppable, kAlways };
  // Any thread. `line` without its newline, of time `t`. Quiet after the end of the reader.
  void Write(std::string line, Keep keep = Keep::kDroppable, double t = 0);
  // `done` once everything queued so far is written or the reader is gone: on the writer's thread, or on the caller's if
  // that is so already.
  void Finish(std::function<void()> done);

 private:
  struct Line {
    std::string text;
    bool keep = false;
    double t = 0;
  };

  void Run();
  // Moves queued lines into `batch`; false: nothing queued.
  bool TakeBatch(std::string* batch);
  // False: stopped or closed.
  bool WriteOut(std::string_view batch);
  // Sleeps until there is something to write (false), the writer stops or the reader is gone (true).
  bool WaitForWork();
  void Closed(int error);
  void Wake();
  void DropOldest();

  const Options options_;
  const UniqueFd wake_;  // eventfd: something queued, or stop
  std::mutex mutex_;
  std::deque<Line> queue_;      // guarded by mutex_, as is all that follows
  size_t queued_bytes_ = 0;
  uint64_t dropped_ = 0;
  double dropped_t_ = 0;
  bool writing_ = false;
  bool stop_ = false;
  bool closed_ = false;
  std::function<void()> finished_;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_OUTPUT_WRITER_H_
