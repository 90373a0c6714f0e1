// What init does to its memory once it is warm, so that its many forks begin cheaply. Changes nothing that a program can see
// of itself; where the kernel or another C library does not play along, forks are slower and nothing else.
#ifndef BULKHEAD_RENDERER_PROCESS_FORK_MEMORY_H_
#define BULKHEAD_RENDERER_PROCESS_FORK_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "renderer/process/start_up.h"

namespace bulkhead {

// The step of init's order: both of the below. Needs /proc/self.
StepResult PrepareForkMemory(StartUp& start_up);

// Takes what the C library's heap has free between its blocks, for good: children then allocate from the untouched end, side by
// side, where the gaps would have made each block a copy of another old page. Returns the bytes taken.
size_t FillHeapGaps();

// Makes fork copy the page tables of the large libraries' text, which it otherwise leaves to page faults: the kernel copies those
// of a mapping that has a page of its own, so one byte of each is written over itself. Returns the mappings.
size_t KeepTextMapped();

// In the text of /proc/self/maps: where the large private executable mappings of files begin.
std::vector<uint64_t> LargeTextMappings(std::string_view maps);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_FORK_MEMORY_H_
