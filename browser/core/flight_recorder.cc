#include "browser/core/flight_recorder.h"

#include <algorithm>

namespace bulkhead {

void FlightRecorder::Note(const FlightEntry& entry) {
  Lane& lane = LaneOf(entry.number);
  lane.entries[lane.noted++ % kKept] = entry;
}

void FlightRecorder::NotePage(uint16_t number, uint32_t page) {
  Lane& lane = LaneOf(number);
  if (lane.noted == 0) {
    return;
  }
  FlightEntry& last = lane.entries[(lane.noted - 1) % kKept];
  if (last.number == number) {
    last.page = page;
  }
}

std::vector<FlightEntry> FlightRecorder::Entries() const {
  std::vector<FlightEntry> all;
  for (const Lane& lane : lanes_) {
    for (uint64_t i = lane.noted - std::min<uint64_t>(lane.noted, kKept); i < lane.noted; ++i) {
      all.push_back(lane.entries[i % kKept]);
    }
  }
  std::ranges::stable_sort(all, {}, &FlightEntry::at);
  return all;
}

}  // namespace bulkhead
