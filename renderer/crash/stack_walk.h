// Return addresses of a stopped stack, by its frame pointers. Reads only between the stack pointer and the end of that
// stack; async-signal-safe.
#ifndef BULKHEAD_RENDERER_CRASH_STACK_WALK_H_
#define BULKHEAD_RENDERER_CRASH_STACK_WALK_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace bulkhead {

struct StackBounds {
  uint64_t low = 0;
  uint64_t high = 0;
};

// Of the calling thread. The main thread's come from the program's start and RLIMIT_STACK, without a file; the others'
// from glibc.
StackBounds CurrentStackBounds();

// Writes return addresses, innermost first, after each one raising `count`: a fault inside leaves what was found. A stack
// pointer below the bounds (an overflow) walks from their lower end; one elsewhere walks nothing.
void WalkFrames(uint64_t frame_pointer,
                uint64_t stack_pointer,
                const StackBounds& bounds,
                std::span<uint64_t> frames,
                uint32_t& count);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_STACK_WALK_H_
