#include "ipc/write_out.h"

#include <poll.h>

#include <cerrno>
#include <chrono>

namespace bulkhead {

bool WriteOut(Channel& channel, Duration bound) {
  // poll(2) sleeps in real time, so that is what bounds it.
  const TimePoint deadline = SteadyClock().Now() + bound;
  for (;;) {
    channel.Flush();
    if (channel.ended() || channel.queued_bytes() == 0) {
      return !channel.ended();
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock().Now());
    if (left.count() <= 0) {
      return false;
    }
    pollfd entry{channel.native_handle(), POLLOUT, 0};
    if (::poll(&entry, 1, static_cast<int>(left.count())) < 0 && errno != EINTR) {
      return false;
    }
  }
}

}  // namespace bulkhead
