// WorkerPool: a fixed number of threads that take jobs (tile raster, image decode) in order. They own nothing and know no
// page: a job brings what it needs, immutable, and posts its result to where it came from.
//
// Two queues: what a frame waits for goes before what merely should happen soon, so that a page full of images does not
// stop its own animation.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_WORKER_POOL_H_
#define BULKHEAD_RENDERER_COMPOSITOR_WORKER_POOL_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ipc/os/mutex.h"
#include "ipc/os/result.h"
#include "renderer/compositor/job.h"

namespace bulkhead {

enum class JobPriority {
  kFrame,       // a frame waits for it: tiles that are about to be seen
  kBackground,  // image decode, tiles around the viewport
};

// Called first on each new thread, with its name: the caller's set-up (kernel name, alternate stack), ending in the wait
// at the barrier. Jobs run only after it returned.
using ThreadStartHook = std::function<void(const std::string& name)>;

class WorkerPool {
 public:
  // Starts `count` threads named "worker 1", "worker 2", ... They go through `start_hook` each; this returns at once.
  // EAGAIN when a thread cannot be made (those already made are joined then: the hook must let them through).
  static Result<std::unique_ptr<WorkerPool>> Create(uint32_t count, ThreadStartHook start_hook);
  // Stop().
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Any thread. After Stop() the job is dropped unrun.
  void Post(Job job, JobPriority priority = JobPriority::kBackground);

  // Lets the running jobs finish, drops the waiting ones, joins. Not from a worker. Again is harmless.
  void Stop();

  uint32_t count() const { return static_cast<uint32_t>(threads_.size()); }
  // Jobs that no worker has taken yet; any thread.
  size_t waiting() const;

 private:
  WorkerPool() = default;
  void Run();
  // The next job; empty when the pool stops.
  Job Take();

  mutable Mutex mutex_;
  Condition changed_;
  std::deque<Job> frame_jobs_ BULKHEAD_GUARDED_BY(mutex_);
  std::deque<Job> background_jobs_ BULKHEAD_GUARDED_BY(mutex_);
  bool stopping_ BULKHEAD_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;  // fixed after Create()
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_WORKER_POOL_H_
