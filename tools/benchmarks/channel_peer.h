// ChannelPeer: one end of a benchmark over the real Channel, as the browser (receives up) or the renderer (receives down).
#ifndef BULKHEAD_TOOLS_BENCHMARKS_CHANNEL_PEER_H_
#define BULKHEAD_TOOLS_BENCHMARKS_CHANNEL_PEER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>

#include "ipc/channel.h"
#include "proto/control.pb.h"

namespace bulkhead {

// Time at 100,000 times its speed: the rates of proto/ are those of a page, not of a benchmark. Costs what the real clock does.
class FastClock final : public Clock {
 public:
  TimePoint Now() const override { return start_ + (std::chrono::steady_clock::now() - start_) * 100'000; }

 private:
  const TimePoint start_ = std::chrono::steady_clock::now();
};

class ChannelPeer final : public ChannelReceiver {
 public:
  ChannelPeer(UniqueFd socket, Direction receives);

  // Runs the loop until `done()`, or the peer is gone: false.
  bool RunUntil(const std::function<bool()>& done);

  // Called with each parsed message: its text and the bytes of its frame.
  std::function<void(const std::string& text, size_t frame_bytes)> on_message;

  // A message whose frame has `frame_bytes` in all, down (Navigate) or up (Console). 32 to 8000.
  void Send(size_t frame_bytes);

  size_t received_messages = 0;
  size_t received_bytes = 0;

 private:
  void OnFrame(Frame& frame) override;
  void OnChannelEnd(const ChannelEnd& end) override;

  const Direction receives_;
  boost::asio::io_context loop_{1};
  FastClock clock_;
  bool ended_ = false;
  control::Navigate down_;
  control::Console up_;
  std::unique_ptr<Channel> channel_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TOOLS_BENCHMARKS_CHANNEL_PEER_H_
