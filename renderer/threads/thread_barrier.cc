#include "renderer/threads/thread_barrier.h"

namespace bulkhead {

void ThreadBarrier::ArriveAndWait() {
  arrived_.fetch_add(1, std::memory_order_acq_rel);
  arrived_.notify_all();
  open_.wait(0, std::memory_order_acquire);
}

void ThreadBarrier::AwaitArrivals(uint32_t threads) {
  for (uint32_t seen = arrived(); seen < threads; seen = arrived()) {
    arrived_.wait(seen, std::memory_order_acquire);
  }
}

void ThreadBarrier::Open() {
  open_.store(1, std::memory_order_release);
  open_.notify_all();
}

}  // namespace bulkhead
