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

struct CodeRange {
  uint64_t begin = 0;
  uint64_t end = 0;
  bool Holds(uint64_t address) const { return address >= begin && address < end; }
};

// This program's own code, all of it built with frame pointers.
CodeRange OwnCode();

// Of the calling thread. The main thread's come from the program's start and RLIMIT_STACK, without a file; the others'
// from glibc.
StackBounds CurrentStackBounds();

// Where a thread was stopped.
struct StoppedAt {
  uint64_t instruction = 0;
  uint64_t frame_pointer = 0;
  uint64_t stack_pointer = 0;
};

// Writes return addresses, innermost first, after each one raising `count`: a fault inside leaves what was found. A stack
// pointer below the bounds (an overflow) walks from their lower end; one elsewhere walks nothing. Stopped in code that is
// not in `own` (glibc has no frame pointers: every abort()), the stack is searched for the way back into it, behind
// a call that leads out; that first address is a guess, which a stale value on the stack can mislead.
void WalkFrames(const StoppedAt& at,
                const StackBounds& bounds,
                const CodeRange& own,
                std::span<uint64_t> frames,
                uint32_t& count);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_STACK_WALK_H_
