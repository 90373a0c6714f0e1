// SendQueue: encoded frames on their way out, in order, measured in bytes and in the age of the oldest. No I/O: the channel
// writes what Front() shows and says how much went.
#ifndef BULKHEAD_IPC_SEND_QUEUE_H_
#define BULKHEAD_IPC_SEND_QUEUE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
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
  // One write's worth.
  static constexpr size_t kSegmentBytes = 64 * 1024;

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
  // Forgets everything queued and closes its descriptors.
  void Clear();

  bool empty() const { return queued_bytes_ == 0; }
  size_t bytes() const { return queued_bytes_; }
  // When the oldest byte not yet written was pushed, or up to kAgeGrain before.
  std::optional<TimePoint> oldest() const;

  // Pushes this close together count as one, so that their times cost nothing.
  static constexpr Duration kAgeGrain = std::chrono::milliseconds(10);

 private:
  // Frames without descriptors share a segment; one with descriptors begins its own. Memory grows with what is in it and
  // is not zeroed: every byte is written before it is shown.
  struct Segment {
    std::unique_ptr<uint8_t[]> memory;
    size_t capacity = 0;
    size_t size = 0;
    size_t written = 0;
    std::vector<UniqueFd> descriptors;
  };
  struct Mark {
    uint64_t end;  // of what was pushed then, counted from the first byte ever pushed
    TimePoint pushed;
  };
  // Where `bytes` more go.
  uint8_t* Append(size_t bytes, std::vector<UniqueFd> descriptors, TimePoint now);

  // Together what a socket takes (208 KiB): with fewer a sender at full speed has the heap grow and shrink at every turn.
  static constexpr size_t kSpares = 4;

  std::deque<Segment> segments_;
  std::vector<Segment> spares_;  // memory of segments that were written out, for the next
  std::deque<Mark> marks_;
  size_t queued_bytes_ = 0;
  uint64_t pushed_total_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_SEND_QUEUE_H_
