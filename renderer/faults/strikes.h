// The faults that need no channel, each the thing itself: no signal is raised that a broken pointer would raise, no
// function is replaced. They do to the calling thread and process what their names say.
#ifndef BULKHEAD_RENDERER_FAULTS_STRIKES_H_
#define BULKHEAD_RENDERER_FAULTS_STRIKES_H_

#include <cstddef>
#include <cstdint>
#include <optional>

namespace bulkhead {

// User space ends far above and nothing is placed there, with or without sanitizers: canonical, so that the kernel reports
// it (the address of a non-canonical access is lost).
inline constexpr uintptr_t kWildAddress = 0xde'ad00'0000;

// Writes an int there; SIGSEGV.
void WriteThroughPointer(uintptr_t address);
// Recurses in frames of half a KiB, so that the guard page cannot be stepped over; SIGSEGV at the end of the stack.
void OverflowStack();
// Throws what nothing above catches; std::terminate().
[[noreturn]] void ThrowToNobody();
// The same block twice; the allocator aborts.
void FreeTwice();
// SIGSEGV on a stack of which a page cannot be read: whoever walks it from outside faults too.
void CrashBelowHole();
// By two threads: waits for the other one, then writes through a null pointer as it does.
void CrashTogether();
[[noreturn]] void SpinForever();
[[noreturn]] void BlockForever();
// Maps and touches memory until the process is ended; at `mib_per_s`, or as fast as it goes. Where no more can be had, it
// holds and touches what it has.
[[noreturn]] void BombMemory(std::optional<int64_t> mib_per_s);

// `bytes` of memory, touched and never given back. False: none to be had.
bool LeakMemory(size_t bytes);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_FAULTS_STRIKES_H_
