#include "browser/host/file_service.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include <boost/asio/post.hpp>

#include "ipc/os/service_thread.h"

namespace bulkhead {
namespace {

// A disk answers within a few of its turns; what takes longer may take for ever.
constexpr Duration kPatience = std::chrono::milliseconds(500);
// That many file systems may hang before a file of another one has to wait for its deadline.
constexpr size_t kMostWorkers = 4;

}  // namespace

struct FileService::Work {
  struct Job {
    uint64_t id = 0;
    FileRequest request;
  };

  explicit Work(Copier copies) : copier(std::move(copies)) {}

  const Copier copier;
  std::mutex mutex;
  std::condition_variable wake;
  // All guarded by `mutex`.
  std::deque<Job> jobs;
  std::vector<uint64_t> busy;  // by a worker's number, its job; 0: none
  size_t running = 0;          // workers that have not ended
  bool stopping = false;
  boost::asio::io_context* loop = nullptr;  // null: the service is gone, and its loop may be
  FileService* service = nullptr;           // on the loop only
  std::shared_ptr<char> life = std::make_shared<char>();
};

FileService::FileService(boost::asio::io_context& loop, const Clock& clock, Copier copier)
    : clock_(clock), work_(std::make_shared<Work>(std::move(copier))) {
  work_->loop = &loop;
  work_->service = this;
  StartWorker();
}

FileService::~FileService() {
  bool ended = false;
  {
    std::unique_lock lock(work_->mutex);
    work_->stopping = true;
    work_->loop = nullptr;
    work_->life.reset();
    work_->wake.notify_all();
    ended = work_->wake.wait_for(lock, kPatience, [this] { return work_->running == 0; });
  }
  for (Worker& worker : workers_) {
    if (ended) {
      worker.thread.join();
    } else {
      worker.thread.detach();
    }
  }
}

void FileService::StartWorker() {
  const size_t number = workers_.size();
  {
    const std::lock_guard lock(work_->mutex);
    work_->busy.push_back(0);
    ++work_->running;
  }
  workers_.emplace_back().thread = StartServiceThread("files", [work = work_, number] { Run(work, number); });
}

void FileService::Copy(FileRequest request, Done done) {
  const uint64_t id = ++last_id_;
  pending_[id] = {std::move(done), clock_.Now() + kDeadline};
  {
    const std::lock_guard lock(work_->mutex);
    work_->jobs.push_back({id, std::move(request)});
  }
  work_->wake.notify_one();
}

void FileService::Run(const std::shared_ptr<Work>& work, size_t number) {
  std::unique_lock lock(work->mutex);
  for (;;) {
    work->wake.wait(lock, [&] { return work->stopping || !work->jobs.empty(); });
    if (work->stopping) {
      break;
    }
    const Work::Job job = std::move(work->jobs.front());
    work->jobs.pop_front();
    work->busy[number] = job.id;
    lock.unlock();
    auto copy = std::make_shared<FileCopy>(work->copier(job.request));
    lock.lock();
    work->busy[number] = 0;
    if (work->loop != nullptr) {
      boost::asio::post(*work->loop, [service = work->service, id = job.id, copy, life = std::weak_ptr<char>(work->life)] {
        if (!life.expired()) {
          service->Finish(id, std::move(*copy));
        }
      });
    }
  }
  --work->running;
  work->wake.notify_all();
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
  Relieve(now);
  // Ids rise with their deadlines.
  while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
    FileCopy late;
    late.verdict = ResourceVerdict::kTimeout;
    Finish(pending_.begin()->first, std::move(late));
  }
}

void FileService::Relieve(TimePoint now) {
  bool held_up = true;  // all of them
  bool waiting = false;
  {
    const std::lock_guard lock(work_->mutex);
    waiting = !work_->jobs.empty();
    for (size_t i = 0; i < workers_.size(); ++i) {
      Worker& worker = workers_[i];
      if (std::exchange(worker.job, work_->busy[i]) != work_->busy[i]) {
        worker.job_since = now;
      }
      held_up = held_up && worker.job != 0 && now - worker.job_since >= kPatience;
    }
  }
  if (waiting && held_up && workers_.size() < kMostWorkers) {
    StartWorker();
  }
}

}  // namespace bulkhead
