// One read or write on a stream socket, with descriptors. Never blocks, never raises SIGPIPE; any thread.
#ifndef BULKHEAD_IPC_OS_STREAM_IO_H_
#define BULKHEAD_IPC_OS_STREAM_IO_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// No message declares more descriptors (a unit test holds proto/ to it).
inline constexpr size_t kMaxSentDescriptors = 8;

struct StreamRead {
  size_t bytes = 0;  // 0: the peer closed; also when it closed with our bytes unread (ECONNRESET)
  // Descriptors came that this process does not have: none were wanted, or no number was free for them (EMFILE).
  bool lost_descriptors = false;
};

// Reads into `room` (not empty). With `descriptors`, those that came are appended there, CLOEXEC. Without (nullptr) the
// kernel installs none. Errors: EAGAIN nothing there, else recvmsg(2)'s.
Result<StreamRead> ReadStream(int socket, std::span<uint8_t> room, std::vector<UniqueFd>* descriptors);

// Writes what the socket takes of `bytes` (not empty); `descriptors` go with the first of them and stay the caller's.
// Without descriptors this is send(2) with no address: a renderer's filter will not allow sendmsg. Errors: EAGAIN the
// socket is full, EPIPE the peer is gone (also for ECONNRESET), else sendmsg(2)'s.
Result<size_t> WriteStream(int socket, std::span<const uint8_t> bytes, std::span<const UniqueFd> descriptors);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_STREAM_IO_H_
