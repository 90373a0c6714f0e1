// FrameDecoder: bytes and descriptors in, frames out. No I/O, no allocation per frame.
//
// A descriptor belongs to the frame whose header travels in the same read: the sender puts it on the first byte of that
// frame. So a frame takes what its header counts, at once; fewer there is a fault, and so is any left over when no header
// is cut in two, or more than two frames could own. The first fault is final: violation() returns it from then on, and
// every descriptor held is closed at once.
#ifndef BULKHEAD_IPC_FRAME_DECODER_H_
#define BULKHEAD_IPC_FRAME_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ipc/bad_message.h"
#include "ipc/frame_header.h"
#include "ipc/message_gate.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

struct Frame {
  FrameHeader header;
  std::span<const uint8_t> payload;  // valid until the decoder's next Prepare()
  std::vector<UniqueFd> descriptors;
};

class FrameDecoder {
 public:
  // `gate` outlives the decoder.
  explicit FrameDecoder(MessageGate& gate);

  // Room for the next read, at least 64 KiB. Called when Next() had no more; invalidates the frames it handed out.
  std::span<uint8_t> Prepare();
  // `bytes` of that room were filled, with these descriptors (in the order in which they came).
  void Commit(size_t bytes, std::vector<UniqueFd> descriptors);

  // The next whole frame; nullopt when more bytes are needed or a rule was broken (violation() tells).
  std::optional<Frame> Next(TimePoint now);

  std::optional<BadMessageRule> violation() const { return violation_; }
  // Closes the descriptors of a frame that is still to come; nothing will be read any more.
  void DropDescriptors();
  // True when the stream may not end here: bytes not handed out are buffered.
  bool inside_frame() const { return begin_ != end_; }

 private:
  std::optional<Frame> Fail(BadMessageRule rule);

  // Twice the largest frame, so that a read always finds 64 KiB however the previous one ended. Touched as it fills.
  static constexpr size_t kBufferBytes = 2 * (kFrameHeaderBytes + kMaxPayloadBytes);

  MessageGate& gate_;
  const std::unique_ptr<uint8_t[]> buffer_;
  size_t begin_ = 0;  // first byte not handed out
  size_t end_ = 0;    // behind the last byte read
  std::optional<FrameHeader> admitted_;  // header at begin_, already through the gate
  std::vector<UniqueFd> claimed_;        // descriptors of the admitted header
  std::vector<UniqueFd> unclaimed_;
  std::optional<BadMessageRule> violation_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_FRAME_DECODER_H_
