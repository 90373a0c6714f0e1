// Mutex: std::mutex with the annotations of clang's -Wthread-safety. A mutex is an exception here (threads hand values over
// by posting them); where one stands, the members that it guards say so with BULKHEAD_GUARDED_BY and clang checks it.
#ifndef BULKHEAD_IPC_OS_MUTEX_H_
#define BULKHEAD_IPC_OS_MUTEX_H_

#include <condition_variable>
#include <mutex>

#ifdef __clang__
#define BULKHEAD_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define BULKHEAD_THREAD_ANNOTATION(x)
#endif

#define BULKHEAD_GUARDED_BY(mutex) BULKHEAD_THREAD_ANNOTATION(guarded_by(mutex))
#define BULKHEAD_REQUIRES(mutex) BULKHEAD_THREAD_ANNOTATION(requires_capability(mutex))

namespace bulkhead {

class BULKHEAD_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void Lock() BULKHEAD_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void Unlock() BULKHEAD_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

class BULKHEAD_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) BULKHEAD_THREAD_ANNOTATION(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() BULKHEAD_THREAD_ANNOTATION(release_capability()) { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// Waits may return without a reason: call them in a loop on the guarded condition.
class Condition {
 public:
  void Wait(Mutex& mutex) BULKHEAD_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();  // the caller's MutexLock goes on holding it
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_MUTEX_H_
