// PageCompositor: one page from commits to frames. Compositor thread only; it knows no channel and no loop, what it needs of
// them is PageOutlet.
//
// A commit goes: waiting (one is being rastered; the latest wins) -> pending (its visible tiles are being rastered, the
// picture before it stays) -> active (all its visible tiles are there: never a half-drawn page) -> drawn.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_PAGE_COMPOSITOR_H_
#define BULKHEAD_RENDERER_COMPOSITOR_PAGE_COMPOSITOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ipc/os/clock.h"
#include "renderer/compositor/frame_buffers.h"
#include "renderer/compositor/frame_scheduler.h"
#include "renderer/compositor/page_content.h"
#include "renderer/compositor/smooth_scroll.h"

namespace bulkhead {

struct FrameNotice {
  uint32_t page = 0;
  uint32_t buffer = 0;
  FrameScheduler::Stamp stamp;
  uint64_t commit = 0;
};

// The world of a PageCompositor.
class PageOutlet {
 public:
  virtual ~PageOutlet() = default;
  virtual void BeginFrame(uint32_t page, TimePoint frame_time) = 0;
  // A whole frame stands in the buffer.
  virtual void FrameReady(const FrameNotice& notice) = 0;
  // Have `batch` rastered (buffers and `done` are the outlet's to fill in); OnTiles(serial, ...) answers unless it is
  // cancelled.
  virtual void Raster(uint32_t page, uint64_t serial, RasterBatch batch, JobPriority priority) = 0;
};

class PageCompositor {
 public:
  // `outlet` outlives it.
  PageCompositor(uint32_t page, TickSchedule schedule, PageOutlet& outlet);

  void OnRing(std::unique_ptr<FrameBuffers> buffers, TimePoint now);
  // Ignored if the buffer was not with the browser: it may be of the ring before.
  void OnCredit(uint32_t buffer, TimePoint now);
  void RequestMainFrame(TimePoint now);
  void OnAnswer(std::optional<Commit> commit, TimePoint now);
  void OnTiles(uint64_t serial, std::vector<RasteredTile> tiles);

  // Does what can be done now; to be called after any of the above and at the time that it returned (nullopt: nothing to
  // wait for but the next event).
  std::optional<TimePoint> Advance(TimePoint now);

  bool has_ring() const { return buffers_ != nullptr; }
  // Null before the ring came.
  const FrameBuffers* buffers() const { return buffers_.get(); }
  bool at_rest() const { return scheduler_.at_rest(); }
  uint64_t due(TimePoint now) { return scheduler_.due(now); }
  uint64_t presented() const { return scheduler_.presented(); }
  int offset() const { return offset_; }

 private:
  struct Numbered {
    uint64_t serial = 0;
    std::unique_ptr<PageContent> content;
  };

  TileRange VisibleAt(int offset) const { return TileRange::Visible(offset, buffers_->width(), buffers_->height()); }
  TileRange Viewport() const { return VisibleAt(0); }
  // Where the page will stand when `content` is active.
  int OffsetFor(const PageContent& content) const;
  void StartPending();
  // Has what is missing of `wanted` rastered.
  void Request(Numbered& numbered, const TileRange& wanted, JobPriority priority);
  void ActivateIfReady(TimePoint now);
  void DamageFor(const PageContent& content, bool moved);
  // Tells the scheduler how far the next picture is.
  void UpdatePicture(TimePoint now);
  void ScrollTo(TimePoint tick_time);
  void Draw(TimePoint now);
  void RasterAround();

  const uint32_t page_;
  PageOutlet& outlet_;
  FrameScheduler scheduler_;
  std::unique_ptr<FrameBuffers> buffers_;
  std::optional<Commit> waiting_;
  Numbered pending_;
  Numbered active_;
  // The commit before the active one, until the frame is out: thousands of items take their time to be freed.
  std::unique_ptr<PageContent> retired_;
  uint64_t next_serial_ = 1;
  int offset_ = 0;
  std::optional<SmoothScroll> scroll_;
  bool undrawn_ = false;         // the viewport changed since the last frame
  bool change_pending_ = false;  // a commit was announced to the scheduler and not shown yet
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_PAGE_COMPOSITOR_H_
