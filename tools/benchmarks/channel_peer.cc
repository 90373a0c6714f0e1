#include "tools/benchmarks/channel_peer.h"

#include <cstdio>

#include "tools/benchmarks/sized_message.h"

namespace bulkhead {

ChannelPeer::ChannelPeer(UniqueFd socket, Direction receives) : receives_(receives) {
  ChannelOptions options;
  options.kind = ChannelKind::kControl;
  options.receives = receives;
  channel_ = std::make_unique<Channel>(loop_, std::move(socket), options, *this, clock_);
  channel_->gate().set_state(proto::OPEN);
  channel_->Start();
}

bool ChannelPeer::RunUntil(const std::function<bool()>& done) {
  while (!done() && !ended_) {
    loop_.run_one();
  }
  return !ended_;
}

void ChannelPeer::Send(size_t frame_bytes) {
  if (receives_ == Direction::kUp) {
    SizeFrame(down_, *down_.mutable_url(), frame_bytes);
    channel_->Send(down_);
  } else {
    SizeFrame(up_, *up_.mutable_text(), frame_bytes);
    channel_->Send(up_);
  }
}

void ChannelPeer::OnFrame(Frame& frame) {
  ++received_messages;
  received_bytes += kFrameHeaderBytes + frame.payload.size();
  const bool up = frame.header.number == proto::CONSOLE;
  if (up ? channel_->Parse(frame, up_) : channel_->Parse(frame, down_)) {
    if (on_message) {
      on_message(up ? up_.text() : down_.url(), kFrameHeaderBytes + frame.payload.size());
    }
  }
}

void ChannelPeer::OnChannelEnd(const ChannelEnd& end) {
  ended_ = true;
  if (end.kind != ChannelEnd::Kind::kPeerClosed) {
    std::fprintf(stderr, "channel ended: kind %d rule %d %s\n", static_cast<int>(end.kind), static_cast<int>(end.rule),
                 end.error.message().c_str());
  }
}

}  // namespace bulkhead
