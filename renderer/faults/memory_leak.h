// MemoryLeak: takes memory and never gives it back, at a steady rate, while the page goes on.
#ifndef BULKHEAD_RENDERER_FAULTS_MEMORY_LEAK_H_
#define BULKHEAD_RENDERER_FAULTS_MEMORY_LEAK_H_

#include <cstddef>
#include <cstdint>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipc/os/clock.h"

namespace bulkhead {

class MemoryLeak {
 public:
  // `loop` and `clock` outlive it. Ends with the object; what it took stays taken.
  MemoryLeak(boost::asio::io_context& loop, const Clock& clock, int64_t mib_per_s);

 private:
  void TakeOn();

  boost::asio::steady_timer timer_;
  const Clock& clock_;
  const int64_t mib_per_s_;
  const TimePoint start_;
  size_t taken_ = 0;  // bytes
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_FAULTS_MEMORY_LEAK_H_
