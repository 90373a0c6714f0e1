// One packet of a SEQPACKET socket with its descriptors: how the browser, init and the zygote talk (proto/spawn.proto).
// Callable from any thread; sending allocates nothing.
#ifndef BULKHEAD_IPC_OS_PACKET_H_
#define BULKHEAD_IPC_OS_PACKET_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// SCM_MAX_FD of Linux is 253; our own packets carry at most four.
inline constexpr size_t kMaxPacketDescriptors = 8;
// Below the default send buffer (208 KiB), which a packet must fit whole.
inline constexpr size_t kMaxPacketBytes = 128 * 1024;

struct Packet {
  std::string payload;
  std::vector<UniqueFd> descriptors;
};

// Sends `payload` (1 to kMaxPacketBytes bytes) whole or not at all; never raises SIGPIPE. EAGAIN when the peer's queue is
// full (non-blocking sockets).
Result<void> SendPacket(int socket, std::span<const char> payload, std::span<const int> descriptors = {});

// Received descriptors are CLOEXEC. Errors: EAGAIN nothing there, EPIPE the peer is gone and nothing of it is left to
// read, EMSGSIZE the packet or its descriptors did not fit (the packet is used up, what came is closed), else recvmsg(2)'s.
Result<Packet> ReceivePacket(int socket);

// The same into memory of the caller; the number of bytes. `descriptors` must be empty.
Result<size_t> ReceivePacket(int socket, std::span<char> payload, std::vector<UniqueFd>& descriptors);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_PACKET_H_
