#include "browser/cli/reports/report_writer.h"

#include <optional>
#include <utility>

#include "ipc/os/service_thread.h"

namespace bulkhead {

ReportWriter::ReportWriter(ReportStore store, std::function<void(const UserError&)> on_error)
    : store_(std::move(store)), on_error_(std::move(on_error)) {}

ReportWriter::~ReportWriter() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void ReportWriter::Write(std::string id, std::string kind, std::string text) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() == kMostWaiting) {
      jobs_.pop_front();
    }
    jobs_.push_back({std::move(id), std::move(kind), std::move(text)});
  }
  wake_.notify_one();
  if (!thread_.joinable()) {
    thread_ = StartServiceThread("reports", [this] { Run(); });
  }
}

void ReportWriter::Run() {
  bool said = false;
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
      if (jobs_.empty()) {
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    const std::optional<UserError> error = store_.Keep(job.id, job.kind, job.text);
    if (error && !std::exchange(said, true)) {
      on_error_(*error);
    }
  }
}

}  // namespace bulkhead
