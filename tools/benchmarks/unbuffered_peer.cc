#include "tools/benchmarks/unbuffered_peer.h"

#include <cstring>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "ipc/message_table.h"
#include "tools/benchmarks/sized_message.h"

namespace bulkhead {

UnbufferedPeer::UnbufferedPeer(UniqueFd socket)
    : socket_(loop_, boost::asio::local::stream_protocol(), socket.Release()), payload_(kMaxPayloadBytes) {
  socket_.native_non_blocking(true);
}

void UnbufferedPeer::WriteNext() {
  SizeFrame(message_, *message_.mutable_text(), frame_bytes_);
  const size_t length = message_.ByteSizeLong();
  const auto header = EncodeHeader({static_cast<uint32_t>(length), ContractOf<control::Console>().number, 0, kFrameMagic});
  frame_.resize(kFrameHeaderBytes + length);
  std::memcpy(frame_.data(), header.data(), header.size());
  message_.SerializeWithCachedSizesToArray(frame_.data() + kFrameHeaderBytes);
  boost::asio::async_write(socket_, boost::asio::buffer(frame_), [this](const auto& error, size_t) {
    failed_ = failed_ || error;
    if (!failed_ && --to_write_ > 0) {
      WriteNext();
    }
  });
}

bool UnbufferedPeer::Send(size_t messages, size_t frame_bytes) {
  to_write_ = messages;
  frame_bytes_ = frame_bytes;
  loop_.restart();
  WriteNext();
  loop_.run();
  return !failed_;
}

void UnbufferedPeer::ReadNext() {
  boost::asio::async_read(socket_, boost::asio::buffer(header_), [this](const auto& error, size_t) {
    if (error) {
      failed_ = true;
      return;
    }
    const FrameHeader header = DecodeHeader(header_.data());
    boost::asio::async_read(socket_, boost::asio::buffer(payload_.data(), header.length),
                            [this](const auto& error, size_t bytes) {
                              failed_ = failed_ || error || !message_.ParseFromArray(payload_.data(), static_cast<int>(bytes));
                              if (!failed_ && --to_read_ > 0) {
                                ReadNext();
                              }
                            });
  });
}

bool UnbufferedPeer::Receive(size_t messages) {
  to_read_ = messages;
  loop_.restart();
  ReadNext();
  loop_.run();
  return !failed_;
}

}  // namespace bulkhead
