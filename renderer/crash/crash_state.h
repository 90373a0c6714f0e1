// The one crash area of this process, shared by the handlers and by the notes. Private to renderer/crash.
#ifndef BULKHEAD_RENDERER_CRASH_CRASH_STATE_H_
#define BULKHEAD_RENDERER_CRASH_CRASH_STATE_H_

#include <time.h>

#include <cstdint>

#include "ipc/crash_area.h"

namespace bulkhead {

// A signal handler is given no context of ours: this pointer is what it finds its area by. nullptr until installed.
extern CrashArea* g_crash_area;

// Async-signal-safe.
inline uint64_t CrashClockNs() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_CRASH_STATE_H_
