// UnbufferedPeer: the channel as one writes it first. Asio and the same frames and messages, but one write for each frame and
// two reads, one for its header and one for its payload.
#ifndef BULKHEAD_TOOLS_BENCHMARKS_UNBUFFERED_PEER_H_
#define BULKHEAD_TOOLS_BENCHMARKS_UNBUFFERED_PEER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include "ipc/frame_header.h"
#include "ipc/os/unique_fd.h"
#include "proto/control.pb.h"

namespace bulkhead {

class UnbufferedPeer {
 public:
  explicit UnbufferedPeer(UniqueFd socket);

  // Both return when all of it is done; false: the peer is gone.
  bool Send(size_t messages, size_t frame_bytes);
  bool Receive(size_t messages);

 private:
  void WriteNext();
  void ReadNext();

  boost::asio::io_context loop_{1};
  boost::asio::local::stream_protocol::socket socket_;
  control::Console message_;
  std::array<uint8_t, kFrameHeaderBytes> header_{};
  std::vector<uint8_t> frame_;
  std::vector<uint8_t> payload_;
  size_t to_write_ = 0;
  size_t frame_bytes_ = 0;
  size_t to_read_ = 0;
  bool failed_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TOOLS_BENCHMARKS_UNBUFFERED_PEER_H_
