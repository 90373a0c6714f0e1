// How a renderer ends when its browser is gone: at once, from the thread that notices, whatever the others do, with
// kBrowserGoneExit (ipc/crash_area.h).
#ifndef BULKHEAD_RENDERER_THREADS_PROCESS_END_H_
#define BULKHEAD_RENDERER_THREADS_PROCESS_END_H_

#include "ipc/channel.h"

namespace bulkhead {

// A line on the log if the channel failed rather than ended, and either way a note in the crash area: where the browser is not
// gone after all, it reads there why its renderer is.
void TellChannelEnd(const char* channel, const ChannelEnd& end);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_PROCESS_END_H_
