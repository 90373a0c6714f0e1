// LoopPort: how workers hand results to the compositor's loop, which may be gone before them.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_LOOP_PORT_H_
#define BULKHEAD_RENDERER_COMPOSITOR_LOOP_PORT_H_

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "ipc/os/mutex.h"

namespace bulkhead {

class LoopPort {
 public:
  explicit LoopPort(boost::asio::io_context& loop) : loop_(&loop) {}

  // Any thread. After Close() the function is dropped.
  template <class Function>
  void Post(Function&& function) {
    MutexLock lock(mutex_);
    if (loop_ != nullptr) {
      boost::asio::post(*loop_, std::forward<Function>(function));
    }
  }
  void Close() {
    MutexLock lock(mutex_);
    loop_ = nullptr;
  }

 private:
  Mutex mutex_;
  boost::asio::io_context* loop_ BULKHEAD_GUARDED_BY(mutex_);
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_LOOP_PORT_H_
