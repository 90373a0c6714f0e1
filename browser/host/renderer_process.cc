#include "browser/host/renderer_process.h"

#include <utility>

#include "browser/compartment/pidfd.h"
#include "browser/host/process_sampler.h"
#include "ipc/os/result.h"

namespace bulkhead {

void RendererProcess::Adopt(boost::asio::io_context& loop, SpawnedRenderer process, std::function<void()> on_dead) {
  host_pid_ = process.host_pid;
  compartment_pid_ = process.compartment_pid;
  forked_ns_ = process.forked_ns;
  pidfd_.emplace(loop, process.pidfd.Release());
  on_dead_ = std::move(on_dead);
  Wait();
}

void RendererProcess::Wait() {
  pidfd_->async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this, life = std::weak_ptr<char>(life_)](const ErrorCode& error) {
                       if (error || life.expired()) {
                         return;
                       }
                       // Asio can wake a new descriptor for an event of one that was closed in the same turn, whose entry
                       // it reuses; who reads then finds nothing, but a death that is believed is the end of a tab.
                       if (!HasEnded(pidfd_->native_handle())) {
                         Wait();
                         return;
                       }
                       on_dead_();
                     });
}

void RendererProcess::Signal(int signal) {
  if (pidfd_ && pidfd_->is_open()) {
    SignalPidfd(pidfd_->native_handle(), signal);
  }
}

std::optional<int> RendererProcess::WaitStatus() {
  if (!pidfd_) {
    return std::nullopt;
  }
  const int pidfd = pidfd_->native_handle();
  if (const std::optional<int> status = WaitStatusOfZombie(host_pid_); status && PidOfPidfd(pidfd) == host_pid_) {
    return status;  // the number was still its own
  }
  const Result<int> status = WaitStatusOfReaped(pidfd);
  return status ? std::optional(*status) : std::nullopt;
}

}  // namespace bulkhead
