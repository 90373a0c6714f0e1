#include "renderer/compositor/worker_pool.h"

#include <system_error>
#include <utility>

namespace bulkhead {

Result<std::unique_ptr<WorkerPool>> WorkerPool::Create(uint32_t count, ThreadStartHook start_hook) {
  std::unique_ptr<WorkerPool> pool(new WorkerPool);
  for (uint32_t number = 1; number <= count; ++number) {
    try {
      pool->threads_.emplace_back([pool = pool.get(), start_hook, name = "worker " + std::to_string(number)] {
        if (start_hook) {
          start_hook(name);
        }
        pool->Run();
      });
    } catch (const std::system_error& error) {
      return ErrnoError(error.code().value());
    }
  }
  return pool;
}

WorkerPool::~WorkerPool() {
  Stop();
}

void WorkerPool::Post(Job job, JobPriority priority) {
  {
    MutexLock lock(mutex_);
    if (stopping_) {
      return;  // `job` is destroyed by the caller, after the lock is gone
    }
    (priority == JobPriority::kFrame ? frame_jobs_ : background_jobs_).push_back(std::move(job));
  }
  changed_.NotifyOne();
}

void WorkerPool::Stop() {
  {
    // What the waiting jobs own is let go of outside the lock, and before the running ones are awaited.
    std::deque<Job> frame_jobs;
    std::deque<Job> background_jobs;
    MutexLock lock(mutex_);
    stopping_ = true;
    frame_jobs.swap(frame_jobs_);
    background_jobs.swap(background_jobs_);
  }
  changed_.NotifyAll();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) {
      thread.join();
    }
  }
}

size_t WorkerPool::waiting() const {
  MutexLock lock(mutex_);
  return frame_jobs_.size() + background_jobs_.size();
}

Job WorkerPool::Take() {
  MutexLock lock(mutex_);
  while (!stopping_ && frame_jobs_.empty() && background_jobs_.empty()) {
    changed_.Wait(mutex_);
  }
  if (stopping_) {
    return {};
  }
  std::deque<Job>& queue = frame_jobs_.empty() ? background_jobs_ : frame_jobs_;
  Job job = std::move(queue.front());
  queue.pop_front();
  return job;
}

void WorkerPool::Run() {
  while (Job job = Take()) {
    job();
  }
}

}  // namespace bulkhead
