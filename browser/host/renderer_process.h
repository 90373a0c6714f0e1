// RendererProcess: a renderer by its pidfd, from the zygote's word about it to its death. Never reaped here: init is its
// parent.
#ifndef BULKHEAD_BROWSER_HOST_RENDERER_PROCESS_H_
#define BULKHEAD_BROWSER_HOST_RENDERER_PROCESS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "browser/compartment/compartment.h"

namespace bulkhead {

class RendererProcess {
 public:
  // `on_dead` is called from the loop, never from here, and not once this is gone.
  void Adopt(boost::asio::io_context& loop, SpawnedRenderer process, std::function<void()> on_dead);
  // Nothing where there is no process, or none any more.
  void Signal(int signal);

  // How it ended, as wait(2) says it, without init's word: of the kernel, which tells it of a process that init has reaped
  // (Linux 6.15) and, to who may see it, of one that it has not.
  std::optional<int> WaitStatus();

  int host_pid() const { return host_pid_; }
  int compartment_pid() const { return compartment_pid_; }
  uint64_t forked_ns() const { return forked_ns_; }

 private:
  void Wait();

  std::optional<boost::asio::posix::stream_descriptor> pidfd_;
  std::function<void()> on_dead_;
  int host_pid_ = 0;
  int compartment_pid_ = 0;
  uint64_t forked_ns_ = 0;
  std::shared_ptr<char> life_ = std::make_shared<char>();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_RENDERER_PROCESS_H_
