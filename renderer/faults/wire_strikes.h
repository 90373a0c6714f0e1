// Faults on the control channel: bytes and silences that an honest renderer never sends. Main thread; the process lives on,
// so that what ends it is the browser.
#ifndef BULKHEAD_RENDERER_FAULTS_WIRE_STRIKES_H_
#define BULKHEAD_RENDERER_FAULTS_WIRE_STRIKES_H_

#include <cstdint>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipc/channel.h"

namespace bulkhead {

// Bytes whose first header has no magic byte.
void WriteGarbage(Channel& channel);
// A Console header that announces 4 GiB - 1, and the first bytes of it.
void WriteOversizeFrame(Channel& channel);
// A header, fewer bytes than it announces, end of stream.
void WriteTruncatedFrameAndClose(Channel& channel);

// How NeverReader asks. Together with the honest requests of the process (renderer/threads/resource_requests.h) below
// ResourceRequest's rate; a test computes it.
inline constexpr int kNeverReadAtOnce = 800;
inline constexpr int kNeverReadPerStep = 4;
inline constexpr Duration kNeverReadStep = std::chrono::milliseconds(10);

// Stops reading and asks on: the browser's answers pile up on its side. Below the message's rate, that is not the fault.
class NeverReader {
 public:
  // Both outlive it.
  NeverReader(boost::asio::io_context& loop, Channel& channel) : timer_(loop), channel_(channel) {}
  void Start(uint32_t page);

 private:
  void Ask(uint32_t page, int requests);
  void AskOn(uint32_t page);

  boost::asio::steady_timer timer_;
  Channel& channel_;
  // Far from the numbers that honest requests use (they count from 1).
  uint32_t last_request_ = 0x8000'0000;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_FAULTS_WIRE_STRIKES_H_
