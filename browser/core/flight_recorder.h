// FlightRecorder: the last messages of one renderer, as the browser saw them go and come. Kept here and not in the crash
// area: a renderer cannot forge it, it needs no shared memory, and it is there whatever the renderer died of. Pure.
#ifndef BULKHEAD_BROWSER_CORE_FLIGHT_RECORDER_H_
#define BULKHEAD_BROWSER_CORE_FLIGHT_RECORDER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ipc/os/clock.h"

namespace bulkhead {

struct FlightEntry {
  TimePoint at{};       // read from the socket, or put into the queue
  uint16_t number = 0;  // of the message: names its channel and direction too
  uint32_t bytes = 0;   // of its payload
  uint32_t page = 0;    // 0: of none, or of one that was refused
  bool operator==(const FlightEntry&) const = default;
};

class FlightRecorder {
 public:
  // Of each channel and direction: sixty frames a second do not push out what the main thread said last.
  static constexpr size_t kKept = 32;

  void Note(const FlightEntry& entry);
  // The last message of this number is `page`'s: known once it is parsed.
  void NotePage(uint16_t number, uint32_t page);

  // Of all, the oldest first.
  std::vector<FlightEntry> Entries() const;

 private:
  // The four ranges of message numbers (proto/README.md).
  static constexpr size_t kLanes = 4;
  static constexpr uint16_t kNumbersOfALane = 32;

  struct Lane {
    std::array<FlightEntry, kKept> entries;
    uint64_t noted = 0;
  };
  Lane& LaneOf(uint16_t number) { return lanes_[number / kNumbersOfALane % kLanes]; }

  std::array<Lane, kLanes> lanes_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_FLIGHT_RECORDER_H_
