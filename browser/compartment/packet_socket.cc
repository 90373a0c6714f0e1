#include "browser/compartment/packet_socket.h"

#include <sys/socket.h>

#include <utility>

namespace bulkhead {

PacketSocket::PacketSocket(boost::asio::io_context& loop, UniqueFd socket, PacketHandler on_packet, EndHandler on_end)
    : socket_(loop, socket.Release()), on_packet_(std::move(on_packet)), on_end_(std::move(on_end)) {}

PacketSocket::~PacketSocket() {
  *alive_ = false;
}

void PacketSocket::Start() {
  WaitReadable();
}

void PacketSocket::WaitReadable() {
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     [this, alive = alive_](const boost::system::error_code& error) {
                       if (error || !*alive) {
                         return;
                       }
                       Drain();
                       if (*alive && !ended_) {
                         WaitReadable();
                       }
                     });
}

void PacketSocket::Drain() {
  const std::shared_ptr<bool> alive = alive_;
  while (*alive && !ended_) {
    Result<Packet> packet = ReceivePacket(socket_.native_handle());
    if (packet) {
      const PacketHandler on_packet = on_packet_;  // the call may destroy us
      on_packet(*packet);
      continue;
    }
    if (packet.error().value() == EAGAIN) {
      return;
    }
    ended_ = true;
    queue_.clear();
    const EndHandler on_end = std::move(on_end_);
    on_end();
    return;
  }
}

void PacketSocket::Send(std::string payload, std::vector<UniqueFd> descriptors) {
  if (ended_) {
    return;
  }
  queue_.push_back({std::move(payload), std::move(descriptors)});
  if (!waiting_writable_) {
    WriteQueued();
  }
}

void PacketSocket::WriteQueued() {
  while (!queue_.empty()) {
    const Packet& packet = queue_.front();
    std::vector<int> numbers;
    for (const UniqueFd& fd : packet.descriptors) {
      numbers.push_back(fd.get());
    }
    const Result<void> sent = SendPacket(socket_.native_handle(), packet.payload, numbers);
    if (!sent && sent.error().value() == EAGAIN) {
      WaitWritable();
      return;
    }
    // Any other failure shows as the end of the stream on the reading side; nothing is resent.
    queue_.pop_front();
  }
}

void PacketSocket::WaitWritable() {
  waiting_writable_ = true;
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                     [this, alive = alive_](const boost::system::error_code& error) {
                       if (error || !*alive) {
                         return;
                       }
                       waiting_writable_ = false;
                       WriteQueued();
                     });
}

void PacketSocket::ShutdownWrites() {
  ::shutdown(socket_.native_handle(), SHUT_WR);
}

}  // namespace bulkhead
