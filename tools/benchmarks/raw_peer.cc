#include "tools/benchmarks/raw_peer.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "ipc/os/check.h"

namespace bulkhead {

RawPeer::RawPeer(int socket) : socket_(socket), epoll_(::epoll_create1(EPOLL_CLOEXEC)), buffer_(128 * 1024) {
  epoll_event event{EPOLLIN, {}};
  BULKHEAD_CHECK(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket_, &event) == 0);
  watched_ = EPOLLIN;
}

bool RawPeer::Wait(uint32_t events) {
  if (watched_ != events) {
    epoll_event change{events, {}};
    BULKHEAD_CHECK(::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, socket_, &change) == 0);
    watched_ = events;
  }
  epoll_event happened;
  return ::epoll_wait(epoll_.get(), &happened, 1, -1) == 1;
}

bool RawPeer::Write(size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    const ssize_t written = ::send(socket_, buffer_.data() + done, bytes - done, MSG_NOSIGNAL);
    if (written > 0) {
      done += static_cast<size_t>(written);
    } else if (errno != EAGAIN || !Wait(EPOLLOUT)) {
      return false;
    }
  }
  return true;
}

bool RawPeer::Read(size_t bytes) {
  for (size_t done = 0; done < bytes;) {
    // As an epoll loop does: wait, then read. Never more than asked: what follows belongs to the next message.
    if (!Wait(EPOLLIN)) {
      return false;
    }
    const ssize_t got = ::read(socket_, buffer_.data() + done, bytes - done);
    if (got > 0) {
      done += static_cast<size_t>(got);
    } else if (got == 0 || errno != EAGAIN) {
      return false;
    }
  }
  return true;
}

}  // namespace bulkhead
