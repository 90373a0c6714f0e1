// SendQueue: encoded frames on their way out, in order, bounded in bytes and in the age of the oldest. No I/O: the channel
// writes what Front() shows and says how much went.
#ifndef BULKHEAD_IPC_SEND_QUEUE_H_
#define BULKHEAD_IPC_SEND_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include <google/protobuf/message_lite.h>

#include "ipc/message_table.h"
#include "ipc/os/clock.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class SendQueue {
 public:
  // Encodes `message` behind what is queued. CHECKs the contract: our own code never sends too much.
  void Push(const MessageContract& contract,
            const google::protobuf::MessageLite& message,
            std::vector<UniqueFd> descriptors,
            TimePoint now);

  // Raw bytes instead of a frame: fault injection and tests only.
  void PushRaw(std::span<const uint8_t> bytes, TimePoint now);

  // What one write may carry: bytes up to the next frame with descriptors, and the descriptors of the first byte.
  struct Chunk {
    std::span<const uint8_t> bytes;
    std::span<const UniqueFd> descriptors;
  };
  Chunk Front() const;
  // `bytes` of Front() were written; its descriptors went with the first of them and are closed here.
  void Pop(size_t bytes);

  bool empty() const { return queued_bytes_ == 0; }
  size_t bytes() const { return queued_bytes_; }
  // When the oldest unwritten frame was pushed.
  std::optional<TimePoint> oldest() const;

 private:
  // Frames without descriptors share a segment; one with descriptors begins its own.
  struct Segment {
    std::vector<uint8_t> bytes;
    size_t written = 0;
    std::vector<UniqueFd> descriptors;
    TimePoint pushed;
  };
  Segment& SegmentFor(size_t bytes, bool has_descriptors, TimePoint now);

  // One write's worth: larger segments only delay the age that they report.
  static constexpr size_t kSegmentBytes = 64 * 1024;

  std::deque<Segment> segments_;
  std::vector<uint8_t> spare_;  // the last segment's memory, reused
  size_t queued_bytes_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_SEND_QUEUE_H_
