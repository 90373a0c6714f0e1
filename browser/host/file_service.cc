#include "browser/host/file_service.h"

#include <utility>

#include <boost/asio/post.hpp>

#include "ipc/os/service_thread.h"

namespace bulkhead {

FileService::FileService(boost::asio::io_context& loop, const Clock& clock) : loop_(loop), clock_(clock) {
  thread_ = StartServiceThread("files", [this] { Run(); });
}

FileService::~FileService() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void FileService::Copy(FileRequest request, Done done) {
  const uint64_t id = ++last_id_;
  pending_[id] = {std::move(done), clock_.Now() + kDeadline};
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back({id, std::move(request)});
  }
  wake_.notify_one();
}

void FileService::Run() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) {
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    auto copy = std::make_shared<FileCopy>(CopyFile(job.request));
    boost::asio::post(loop_, [this, id = job.id, copy, life = std::weak_ptr<char>(life_)] {
      if (!life.expired()) {
        Finish(id, std::move(*copy));
      }
    });
  }
}

void FileService::Finish(uint64_t id, FileCopy copy) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) {
    return;  // its deadline was quicker
  }
  const Done done = std::move(found->second.done);
  pending_.erase(found);
  done(std::move(copy));
}

void FileService::Tick(TimePoint now) {
  // Ids rise with their deadlines.
  while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
    FileCopy late;
    late.verdict = ResourceVerdict::kTimeout;
    Finish(pending_.begin()->first, std::move(late));
  }
}

}  // namespace bulkhead
