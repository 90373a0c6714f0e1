// ThreadBarrier: where each thread of the fixed set waits, its set-up done, until the sandbox is closed.
//
// Why: seccomp is installed over all threads at once, and a thread that is still inside the C library's thread start makes
// calls that the filter kills (14 of 25 starts died at random without the barrier). A thread that waits here is past that.
#ifndef BULKHEAD_RENDERER_THREADS_THREAD_BARRIER_H_
#define BULKHEAD_RENDERER_THREADS_THREAD_BARRIER_H_

#include <atomic>
#include <cstdint>

namespace bulkhead {

class ThreadBarrier {
 public:
  // Each thread once, as the last act of its set-up: counts it and waits for Open().
  void ArriveAndWait();

  // The main thread: returns when `threads` have arrived.
  void AwaitArrivals(uint32_t threads);
  // How many have arrived so far; any thread.
  uint32_t arrived() const { return arrived_.load(std::memory_order_acquire); }
  // Lets everybody go, and everybody who comes later. Once is enough.
  void Open();

 private:
  // Words that futexes can wait on; a mutex is not needed.
  std::atomic<uint32_t> arrived_{0};
  std::atomic<uint32_t> open_{0};
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_THREAD_BARRIER_H_
