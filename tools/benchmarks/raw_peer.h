// RawPeer: the baseline. A non-blocking socket, epoll, read(2) and write(2), and nothing else: bytes, no frames, no protobuf.
#ifndef BULKHEAD_TOOLS_BENCHMARKS_RAW_PEER_H_
#define BULKHEAD_TOOLS_BENCHMARKS_RAW_PEER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ipc/os/unique_fd.h"

namespace bulkhead {

class RawPeer {
 public:
  // `socket` outlives it.
  explicit RawPeer(int socket);

  // The first `bytes` (at most 128 KiB) of buffer(), to and fro. Both wait by epoll while the socket is full or empty.
  // False: the peer is gone.
  bool Write(size_t bytes);
  bool Read(size_t bytes);
  uint8_t* buffer() { return buffer_.data(); }

 private:
  bool Wait(uint32_t events);

  const int socket_;
  UniqueFd epoll_;
  uint32_t watched_ = 0;
  std::vector<uint8_t> buffer_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TOOLS_BENCHMARKS_RAW_PEER_H_
