#include "renderer/faults/wire_strikes.h"

#include <array>
#include <string>

#include "ipc/frame_header.h"
#include "ipc/write_out.h"
#include "proto/control.pb.h"

namespace bulkhead {

void WriteGarbage(Channel& channel) {
  // No byte of it is the magic byte 0xB7, wherever a header might begin.
  std::array<uint8_t, 64> garbage;
  for (size_t i = 0; i < garbage.size(); ++i) {
    garbage[i] = static_cast<uint8_t>(i * 7 % 0x80);
  }
  channel.SendRaw(garbage);
  WriteOut(channel);
}

void WriteOversizeFrame(Channel& channel) {
  FrameHeader header;
  header.length = 0xFFFF'FFFF;
  header.number = proto::CONSOLE;
  channel.SendRaw(EncodeHeader(header));
  channel.SendRaw(std::array<uint8_t, 16>{});
  WriteOut(channel);
}

void WriteTruncatedFrameAndClose(Channel& channel) {
  FrameHeader header;
  header.length = 100;
  header.number = proto::CONSOLE;
  channel.SendRaw(EncodeHeader(header));
  channel.SendRaw(std::array<uint8_t, 10>{});
  WriteOut(channel);
  channel.Close();
}

void NeverReader::Start(uint32_t page) {
  channel_.PauseReading(true);
  Ask(page, kNeverReadAtOnce);
  AskOn(page);
}

void NeverReader::Ask(uint32_t page, int requests) {
  for (int i = 0; i < requests; ++i) {
    control::ResourceRequest request;
    request.set_page(page);
    request.set_request(++last_request_);
    request.set_url("never-read/" + std::to_string(last_request_) + ".png");
    channel_.Send(request);
    // Each on its own: the more answers the browser writes one by one, the sooner its socket is full.
    channel_.Flush();
  }
}

void NeverReader::AskOn(uint32_t page) {
  timer_.expires_after(kNeverReadStep);
  timer_.async_wait([this, page](const ErrorCode& error) {
    if (!error && !channel_.ended()) {
      Ask(page, kNeverReadPerStep);
      AskOn(page);
    }
  });
}

}  // namespace bulkhead
