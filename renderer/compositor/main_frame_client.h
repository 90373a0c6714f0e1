// MainFrameClient: the main thread as the compositor sees it.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_MAIN_FRAME_CLIENT_H_
#define BULKHEAD_RENDERER_COMPOSITOR_MAIN_FRAME_CLIENT_H_

#include <cstdint>

#include "ipc/os/clock.h"

namespace bulkhead {

class MainFrameClient {
 public:
  virtual ~MainFrameClient() = default;
  // Called on the compositor thread; posts to main and returns: main may be stuck. Main calls Page::OnBeginFrame(frame_time)
  // and answers with CompositorThread::PostCommit(page, ...) exactly once, also when nothing changed. At most one is
  // unanswered per page. `frame_time` grows by whole 1/60 s while the page animates.
  virtual void PostBeginFrame(uint32_t page, TimePoint frame_time) = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_MAIN_FRAME_CLIENT_H_
