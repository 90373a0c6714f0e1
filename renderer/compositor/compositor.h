// Compositor: what the compositor thread does: messages of the frames channel, posts of the main thread and results of the
// workers in; frames and BeginFrames out. Made by the constructing thread, then used on the compositor's alone.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_COMPOSITOR_H_
#define BULKHEAD_RENDERER_COMPOSITOR_COMPOSITOR_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "ipc/channel.h"
#include "renderer/compositor/compositor_thread.h"
#include "renderer/compositor/loop_port.h"
#include "renderer/compositor/page_compositor.h"

namespace bulkhead {

class Compositor final : private ChannelReceiver, private PageOutlet {
 public:
  Compositor(boost::asio::io_context& loop, CompositorOptions options);
  ~Compositor() override;

  // Says FramesHello and begins to read.
  void Start();

  void RequestMainFrame(uint32_t page);
  void OnAnswer(uint32_t page, std::optional<Commit> commit);
  // Main has no such page any more.
  void OnClosedByMain(uint32_t page);

 private:
  // A page is known from the first word about it until both sides have closed it: what comes late is dropped.
  struct Entry {
    std::unique_ptr<PageCompositor> page;  // null once either side has closed it
    bool closed_by_main = false;
    bool closed_by_browser = false;
    std::optional<TimePoint> wake;
    bool spare_buffers_untouched = false;  // those that the first frame did not need
  };

  void OnFrame(Frame& frame) override;
  void OnChannelEnd(const ChannelEnd& end) override;
  void OnOpenPage(Frame& frame);
  void OnClosePage(const Frame& frame);
  void OnCredit(const Frame& frame);
  void OnPing(const Frame& frame);
  void OnShutdown(const Frame& frame);
  void OnTakeStacks(const Frame& frame);

  void BeginFrame(uint32_t page, TimePoint frame_time) override;
  void FrameReady(const FrameNotice& notice) override;
  void Raster(uint32_t page, uint64_t serial, RasterBatch batch, JobPriority priority) override;
  void OnTiles(uint32_t page, uint64_t serial, std::vector<RasteredTile> tiles);

  // Null when the page is closed.
  PageCompositor* Find(uint32_t page);
  void Forget(uint32_t page);
  void Advance(uint32_t page);
  void Populate(const FrameBuffers& buffers, uint32_t buffer, JobPriority priority);
  // Sets the timer to the earliest wake.
  void Rearm();
  void OnTimer();

  CompositorOptions options_;
  const Clock& clock_;
  const TickSchedule schedule_;
  const std::shared_ptr<LoopPort> port_;
  const std::shared_ptr<TileBufferPool> tile_buffers_;
  Channel channel_;
  boost::asio::steady_timer timer_;
  std::optional<TimePoint> armed_;
  // When the tile buffers kept for an animation are given back.
  std::optional<TimePoint> trim_at_;
  std::map<uint32_t, Entry> pages_;
  bool shut_down_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_COMPOSITOR_H_
