#include "browser/compartment/child_watch.h"

#include <chrono>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace bulkhead {

struct ChildWatch::State {
  State(boost::asio::io_context& loop, UniqueFd pidfd, EndHandler handler)
      : descriptor(loop, pidfd.Release()), on_end(std::move(handler)) {}
  boost::asio::posix::stream_descriptor descriptor;
  EndHandler on_end;
};

ChildWatch::ChildWatch(boost::asio::io_context& loop, UniqueFd pidfd, EndHandler on_end)
    : state_(std::make_shared<State>(loop, std::move(pidfd), std::move(on_end))) {
  Wait(state_);
}

ChildWatch::~ChildWatch() {
  if (state_->on_end) {
    state_->on_end = nullptr;
    Kill();
  }
}

void ChildWatch::Kill() {
  KillPidfd(state_->descriptor.native_handle());
}

void ChildWatch::Wait(std::shared_ptr<State> state) {
  State& now = *state;
  now.descriptor.async_wait(
      boost::asio::posix::stream_descriptor::wait_read,
      [state = std::move(state)](const boost::system::error_code& error) {
        if (error) {
          return;
        }
        // Readable when dead; not yet reapable while threads of it are still ending.
        const Reaped reaped = ReapPidfd(state->descriptor.native_handle());
        if (!reaped.done) {
          Wait(state);
          return;
        }
        if (const EndHandler on_end = std::exchange(state->on_end, nullptr)) {
          on_end(reaped);
        }
      });
}

namespace {

// A compartment of a thousand renderers is gone in a fraction of it; what is not is in uninterruptible sleep.
constexpr int kGroupTries = 500;
constexpr auto kGroupPause = std::chrono::milliseconds(10);

void TryGroup(std::shared_ptr<boost::asio::steady_timer> timer, pid_t group, int tries) {
  if (ReapGroup(group).done || tries == 0) {
    return;
  }
  timer->expires_after(kGroupPause);
  boost::asio::steady_timer& now = *timer;
  now.async_wait([timer = std::move(timer), group, tries](const boost::system::error_code& error) {
    if (!error) {
      TryGroup(timer, group, tries - 1);
    }
  });
}

}  // namespace

void ReapGroupInBackground(boost::asio::io_context& loop, pid_t group) {
  TryGroup(std::make_shared<boost::asio::steady_timer>(loop), group, kGroupTries);
}

}  // namespace bulkhead
