// PacketSocket: the browser's end of a SEQPACKET pair to init or to a zygote. One packet in, one call; what the other end
// does not take yet is queued. On the loop's thread.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_PACKET_SOCKET_H_
#define BULKHEAD_BROWSER_COMPARTMENT_PACKET_SOCKET_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include "ipc/os/packet.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class PacketSocket {
 public:
  using PacketHandler = std::function<void(Packet&)>;
  using EndHandler = std::function<void()>;

  // `on_end` is called once, after every packet that had arrived: end of stream or a failed socket. Either handler may
  // destroy the socket. Nothing is read before Start().
  PacketSocket(boost::asio::io_context& loop, UniqueFd socket, PacketHandler on_packet, EndHandler on_end);
  ~PacketSocket();
  PacketSocket(const PacketSocket&) = delete;
  PacketSocket& operator=(const PacketSocket&) = delete;

  void Start();
  // Descriptors are closed once sent.
  void Send(std::string payload, std::vector<UniqueFd> descriptors = {});
  // The other end sees the end of the stream; what it still says is read.
  void ShutdownWrites();
  // Hands out what has arrived, without waiting. May call `on_end`.
  void Drain();

 private:
  void WaitReadable();
  void WaitWritable();
  void WriteQueued();

  boost::asio::posix::stream_descriptor socket_;
  PacketHandler on_packet_;
  EndHandler on_end_;
  std::deque<Packet> queue_;
  bool waiting_writable_ = false;
  bool ended_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_PACKET_SOCKET_H_
