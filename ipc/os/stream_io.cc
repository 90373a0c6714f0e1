#include "ipc/os/stream_io.h"

#include <sys/socket.h>

#include <array>

#include "ipc/os/check.h"
#include "ipc/os/descriptor_passing.h"

namespace bulkhead {
namespace {

// SCM_MAX_FD: the kernel sends no more with one message, so nothing is ever cut off (MSG_CTRUNC) for want of room.
constexpr size_t kMaxReceivedDescriptors = 253;

}  // namespace

Result<StreamRead> ReadStream(int socket, std::span<uint8_t> room, std::vector<UniqueFd>* descriptors) {
  BULKHEAD_CHECK(!room.empty());
  DescriptorRoom<kMaxReceivedDescriptors> control;
  iovec part{room.data(), room.size()};
  msghdr message{};
  ssize_t received;
  do {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = descriptors != nullptr ? control.bytes.data() : nullptr;
    message.msg_controllen = descriptors != nullptr ? control.bytes.size() : 0;
    received = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  } while (received < 0 && errno == EINTR);
  if (received < 0) {
    if (errno == ECONNRESET) {
      return StreamRead{};
    }
    return ErrnoError();
  }
  if (descriptors != nullptr && message.msg_controllen > 0) {
    TakeDescriptors(message, *descriptors);
  }
  return StreamRead{static_cast<size_t>(received), (message.msg_flags & MSG_CTRUNC) != 0};
}

Result<size_t> WriteStream(int socket, std::span<const uint8_t> bytes, std::span<const UniqueFd> descriptors) {
  BULKHEAD_CHECK(!bytes.empty() && descriptors.size() <= kMaxSentDescriptors);
  ssize_t sent;
  if (descriptors.empty()) {
    do {
      sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
  } else {
    std::array<int, kMaxSentDescriptors> numbers;
    for (size_t i = 0; i < descriptors.size(); ++i) {
      numbers[i] = descriptors[i].get();
    }
    DescriptorRoom<kMaxSentDescriptors> control;
    iovec part{const_cast<uint8_t*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    AttachDescriptors(message, control, std::span(numbers).first(descriptors.size()));
    do {
      sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
  }
  if (sent < 0) {
    return ErrnoError(errno == ECONNRESET ? EPIPE : errno);
  }
  return static_cast<size_t>(sent);
}

}  // namespace bulkhead
