#include "ipc/os/packet.h"

#include <sys/socket.h>

#include <algorithm>

#include "ipc/os/check.h"
#include "ipc/os/descriptor_passing.h"

namespace bulkhead {

Result<void> SendPacket(int socket, std::span<const char> payload, std::span<const int> descriptors) {
  BULKHEAD_CHECK(!payload.empty());  // an empty packet looks like the end of the stream
  BULKHEAD_CHECK(payload.size() <= kMaxPacketBytes && descriptors.size() <= kMaxPacketDescriptors);
  iovec part{const_cast<char*>(payload.data()), payload.size()};
  DescriptorRoom<kMaxPacketDescriptors> control;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    AttachDescriptors(message, control, descriptors);
  }
  ssize_t sent;
  do {
    sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) {
    return ErrnoError();
  }
  return {};
}

Result<Packet> ReceivePacket(int socket) {
  // How long the waiting packet is: one more system call is cheaper than memory for the longest each time.
  ssize_t length;
  do {
    length = ::recv(socket, nullptr, 0, MSG_PEEK | MSG_TRUNC);
    // A peer that closed with our packets unread leaves ECONNRESET, told once and ahead of what it sent: look again.
  } while (length < 0 && (errno == EINTR || errno == ECONNRESET));
  if (length <= 0) {
    return ErrnoError(length == 0 ? EPIPE : errno);
  }
  Packet packet;
  packet.payload.resize(std::min(static_cast<size_t>(length), kMaxPacketBytes));
  Result<size_t> bytes = ReceivePacket(socket, packet.payload, packet.descriptors);
  if (!bytes) {
    return bytes.error();
  }
  packet.payload.resize(*bytes);
  return packet;
}

Result<size_t> ReceivePacket(int socket, std::span<char> payload, std::vector<UniqueFd>& descriptors) {
  iovec part{payload.data(), payload.size()};
  DescriptorRoom<kMaxPacketDescriptors> control;
  msghdr message{};
  ssize_t received;
  do {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    received = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (received < 0 && (errno == EINTR || errno == ECONNRESET));
  if (received < 0) {
    return ErrnoError();
  }
  TakeDescriptors(message, descriptors);
  if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
    descriptors.clear();
    return ErrnoError(EMSGSIZE);
  }
  if (received == 0) {
    return ErrnoError(EPIPE);
  }
  return static_cast<size_t>(received);
}

}  // namespace bulkhead
