// Return addresses by the unwinder's tables, for a thread that was stopped in code without frame pointers (glibc, the
// libraries). To be called in the signal handler of that very thread.
//
// libgcc's unwinder takes no lock and allocates nothing where it finds tables through _dl_find_object (gcc 12 with glibc
// 2.35 and later); it does read what the stack says, so a broken stack faults here: the caller is prepared for it.
#ifndef BULKHEAD_RENDERER_CRASH_UNWIND_H_
#define BULKHEAD_RENDERER_CRASH_UNWIND_H_

#include <cstdint>
#include <span>

namespace bulkhead {

// Resolves what the first call would look up in the dynamic linker. Before any crash.
void PrepareUnwinder();

// Writes return addresses above `instruction` (where the thread was stopped), innermost first, raising `count` after each.
// Nothing is written when the tables do not lead back to `instruction`.
void UnwindFrames(uint64_t instruction, std::span<uint64_t> frames, uint32_t& count);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_UNWIND_H_
