#include "browser/cli/reports/report_writer.h"

#include <pthread.h>
#include <signal.h>

#include <optional>
#include <utility>

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
    // The thread takes no signal: they belong to the loop's.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] {
      ::pthread_setname_np(::pthread_self(), "reports");
      Run();
    });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
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
