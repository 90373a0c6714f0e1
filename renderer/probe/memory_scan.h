// Looks for planted secrets (ipc/probe_canary.h) in all memory of this process, and finds out which memory that is: without
// /proc, with calls that every renderer needs.
#ifndef BULKHEAD_RENDERER_PROBE_MEMORY_SCAN_H_
#define BULKHEAD_RENDERER_PROBE_MEMORY_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bulkhead {

struct MemoryRange {
  uintptr_t begin = 0;
  uintptr_t end = 0;
  size_t size() const { return end - begin; }
  bool operator==(const MemoryRange&) const = default;
};

// A range above this is a reservation with little in it (JavaScriptCore has two, 68 GiB): to read all of it would take
// seconds and fill page tables.
inline constexpr size_t kReservationBytes = size_t{512} << 20;

// What a process maps before its filter, and what of that a search looks at in reservations.
struct InheritedMemory {
  std::vector<MemoryRange> ranges;
  std::vector<MemoryRange> used;
};
InheritedMemory ThisMemory(std::string_view maps);

// Of the text of /proc/PID/maps, in order, joined where they touch; without the kernel's own page at the top.
std::vector<MemoryRange> RangesOf(std::string_view maps);
// Of the reservations among `ranges`: the blocks of 2 MiB that have memory, and those behind them, where it grows next. With
// mincore(2), which no renderer may call behind its filter.
std::vector<MemoryRange> UsedBlocks(const std::vector<MemoryRange>& ranges);

// Whatever is mapped in `within` now, in order, joined where it touches. Bounds are whole pages; a few tens of GiB at most, as
// it is asked for 2 GiB by 2 GiB.
std::vector<MemoryRange> MappedRanges(MemoryRange within);
// `known` with so much on either side, joined where they touch: where a process that had those maps more.
std::vector<MemoryRange> Around(const std::vector<MemoryRange>& known, size_t margin);

// Whether a load from there would succeed. Asks the kernel: nothing is risked.
bool IsReadable(uintptr_t address);
// The first planted secret in readable memory, in bytes or in UTF-16; nullptr if none.
const void* FindCanary(const void* memory, size_t size);

struct MemoryScan {
  const void* found = nullptr;
  size_t searched = 0;  // bytes
};
// Everything readable in `ranges`, of reservations only what `used` says.
MemoryScan SearchMemory(const std::vector<MemoryRange>& ranges, const std::vector<MemoryRange>& used);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROBE_MEMORY_SCAN_H_
