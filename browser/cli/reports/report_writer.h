// ReportWriter: one named thread that puts reports on the disk, so that the host's loop never waits for one. What cannot be
// written is lost and said once.
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORT_WRITER_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORT_WRITER_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "browser/cli/reports/report_store.h"

namespace bulkhead {

class ReportWriter {
 public:
  // `on_error`: on the writer's thread, at most once.
  ReportWriter(ReportStore store, std::function<void(const UserError&)> on_error);
  // Writes what is waiting. A file system that hangs for ever holds it up.
  ~ReportWriter();
  ReportWriter(const ReportWriter&) = delete;
  ReportWriter& operator=(const ReportWriter&) = delete;

  void Write(std::string id, std::string kind, std::string text);

 private:
  struct Job {
    std::string id;
    std::string kind;
    std::string text;
  };
  // Of a disk that does not keep up only the newest are wanted.
  static constexpr size_t kMostWaiting = 4 * ReportStore::kKeptOfAKind;

  void Run();

  const ReportStore store_;
  const std::function<void(const UserError&)> on_error_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;   // guarded by mutex_
  bool ending_ = false;    // guarded by mutex_
  std::thread thread_;     // made with the first report
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORT_WRITER_H_
