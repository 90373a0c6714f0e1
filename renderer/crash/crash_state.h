// The one crash area of this process, shared by the handlers and by the notes. Private to renderer/crash.
#ifndef BULKHEAD_RENDERER_CRASH_CRASH_STATE_H_
#define BULKHEAD_RENDERER_CRASH_CRASH_STATE_H_

#include "ipc/crash_area.h"

namespace bulkhead {

// A signal handler is given no context of ours: this pointer is what it finds its area by. nullptr until installed.
extern CrashArea* g_crash_area;

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_CRASH_STATE_H_
