// CompositorThread: the thread that draws. It owns the frames channel, the frame buffers, the 60 Hz clock and the scroll
// offsets; it never waits for the main thread and never touches the DOM, so a page whose script is stuck still scrolls and
// still shows its last commit.
//
// What it needs is made by the constructing thread (io_context, channel, timer: epoll, eventfd and timerfd descriptors), so
// that the thread itself makes no kernel object once the sandbox is closed. Everything public just posts: callable from any
// thread, never blocks. Messages may come in any order: a commit before its OpenPage waits for it.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_COMPOSITOR_THREAD_H_
#define BULKHEAD_RENDERER_COMPOSITOR_COMPOSITOR_THREAD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "ipc/channel.h"
#include "ipc/os/clock.h"
#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"
#include "renderer/compositor/main_frame_client.h"
#include "renderer/compositor/worker_pool.h"
#include "renderer/paint/commit.h"

namespace bulkhead {

struct CompositorOptions {
  UniqueFd frames;                   // the renderer's end of the frames channel
  WorkerPool* workers = nullptr;     // outlives the thread
  MainFrameClient* main = nullptr;   // outlives the thread
  const Clock* clock = nullptr;      // outlives the thread
  ThreadStartHook start_hook;        // set-up and barrier; FramesHello is sent when it returned
  // On the compositor thread when the frames channel ends. Empty: the process ends at once with kBrowserGoneExit.
  std::function<void(const ChannelEnd&)> on_channel_end;
  // On the compositor thread, which is the only one that runs when it returns: the process is about to be killed.
  std::function<void()> take_stacks;
};

class CompositorThread {
 public:
  // Starts the thread ("compositor"). EAGAIN when it cannot be made, EMFILE when its descriptors cannot.
  static Result<std::unique_ptr<CompositorThread>> Create(CompositorOptions options);
  // Stops the loop and joins.
  ~CompositorThread();
  CompositorThread(const CompositorThread&) = delete;
  CompositorThread& operator=(const CompositorThread&) = delete;

  // `page` wants a BeginFrame at the next tick (at once if none was given in this one). Asking twice is asking once.
  void RequestMainFrame(uint32_t page);
  // The answer to a BeginFrame of `page`: what to show from now on, or nullopt if nothing changed. A commit may also come
  // unasked.
  void PostCommit(uint32_t page, std::optional<Commit> commit);
  // The main thread has no such page any more: its tiles and its ring go.
  void PageClosed(uint32_t page);
  // Runs `task` on the compositor thread.
  void PostTask(std::function<void()> task);

 private:
  struct Impl;
  explicit CompositorThread(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_COMPOSITOR_THREAD_H_
