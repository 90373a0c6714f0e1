// Stacks of threads that did not crash: each is sent a signal whose handler writes its record and stands still there for
// ever. It is no more than that, because it is done once, by a process that is about to end: no handler of ours returns, so
// that the filter need not allow rt_sigreturn.
#ifndef BULKHEAD_RENDERER_CRASH_OTHER_STACKS_H_
#define BULKHEAD_RENDERER_CRASH_OTHER_STACKS_H_

#include <cstdint>

namespace bulkhead {

// Public for the thread that still runs when another one hangs. Stops every other thread and waits for their records, 50 ms
// at most: a thread that the kernel does not wake, or that blocks signals, stays kAsked. Async-signal-safe.
void TakeStacksOfOthers();

// The rest is private to renderer/crash.

// By a thread whose record is as complete as it becomes: who waits for it looks again.
void TellRecordDone();
// Until the process ends.
[[noreturn]] void StandStill();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_OTHER_STACKS_H_
