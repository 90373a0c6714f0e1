// What init does to its memory once it is warm, so that its many forks begin cheaply. Changes nothing that a program can see
// of itself; where the kernel or another C library does not play along, forks are slower and nothing else.
#ifndef BULKHEAD_RENDERER_PROCESS_FORK_MEMORY_H_
#define BULKHEAD_RENDERER_PROCESS_FORK_MEMORY_H_

#include <cstddef>

#include "renderer/process/start_up.h"

namespace bulkhead {

// The step of init's order: the below.
StepResult PrepareForkMemory(StartUp& start_up);

// Takes what the C library's heap has free between its blocks, for good: children then allocate from the untouched end, side by
// side, where the gaps would have made each block a copy of another old page. Returns the bytes taken.
size_t FillHeapGaps();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_FORK_MEMORY_H_
