#include "renderer/compositor/page_compositor.h"

#include <algorithm>
#include <utility>

#include "renderer/compositor/compose.h"

namespace bulkhead {
namespace {

// Rows of tiles rastered ahead above and below the viewport.
constexpr int kRowsAround = 1;

// `later` takes the place of `earlier`, which nobody saw; both are relative to what is shown.
Commit Merge(Commit earlier, Commit later) {
  if (earlier.damage && later.damage) {
    earlier.damage->insert(earlier.damage->end(), later.damage->begin(), later.damage->end());
    later.damage = std::move(earlier.damage);
  } else {
    later.damage.reset();
  }
  if (!later.scroll) {
    later.scroll = earlier.scroll;
  }
  return later;
}

}  // namespace

PageCompositor::PageCompositor(uint32_t page, TickSchedule schedule, PageOutlet& outlet)
    : page_(page), outlet_(outlet), scheduler_(schedule) {}

void PageCompositor::OnRing(std::unique_ptr<FrameBuffers> buffers, TimePoint now) {
  buffers_ = std::move(buffers);
  scheduler_.OnRing(buffers_->count(), now);
  for (Numbered* numbered : {&pending_, &active_}) {
    if (numbered->content) {
      numbered->content->Resize(Viewport());
    }
  }
  if (active_.content) {
    const int max_offset = active_.content->MaxOffset(buffers_->height());
    offset_ = std::min(offset_, max_offset);
    if (scroll_ && scroll_->target() > max_offset) {
      scroll_.emplace(offset_, max_offset, now);
    }
    undrawn_ = true;
  }
}

void PageCompositor::OnCredit(uint32_t buffer, TimePoint now) {
  if (buffers_ && buffers_->Return(buffer)) {
    scheduler_.OnCredit(now);
  }
}

void PageCompositor::RequestMainFrame(TimePoint now) {
  scheduler_.RequestMainFrame(now);
}

void PageCompositor::OnAnswer(std::optional<Commit> commit, TimePoint now) {
  if (!commit) {
    scheduler_.OnAnswer(false, false, now);
    return;
  }
  scheduler_.OnAnswer(true, commit->animating, now);
  change_pending_ = true;
  waiting_ = waiting_ ? Merge(std::move(*waiting_), std::move(*commit)) : std::move(commit);
}

void PageCompositor::OnTiles(uint64_t serial, std::vector<RasteredTile> tiles) {
  for (Numbered* numbered : {&pending_, &active_}) {
    if (numbered->content && numbered->serial == serial) {
      numbered->content->Put(std::move(tiles));
      return;
    }
  }
}

int PageCompositor::OffsetFor(const PageContent& content) const {
  const auto& scroll = content.commit().scroll;
  const int wanted = scroll && !scroll->smooth ? scroll->y : offset_;
  return std::clamp(wanted, 0, content.MaxOffset(buffers_->height()));
}

void PageCompositor::StartPending() {
  if (pending_.content || !waiting_) {
    return;
  }
  pending_ = {next_serial_++, std::make_unique<PageContent>(std::move(*waiting_), active_.content.get())};
  waiting_.reset();
}

void PageCompositor::Request(Numbered& numbered, const TileRange& wanted, JobPriority priority) {
  RasterBatch batch = numbered.content->TakeMissing(wanted, Viewport());
  if (!batch.tiles.empty()) {
    outlet_.Raster(page_, numbered.serial, std::move(batch), priority);
  }
}

void PageCompositor::DamageFor(const PageContent& content, bool moved) {
  const auto& damage = content.damage();
  if (moved || !damage) {
    buffers_->AddFullDamage();
    undrawn_ = true;
    return;
  }
  const Rect viewport{0, 0, buffers_->width(), buffers_->height()};
  const auto add = [&](const Rect& rect) {
    if (ClampRect(rect).Intersects(viewport)) {
      buffers_->AddDamage(rect);
      undrawn_ = true;
    }
  };
  for (const Rect& rect : *damage) {
    const Rect clamped = ClampRect(rect);
    add({clamped.x, clamped.y - offset_, clamped.width, clamped.height});
  }
  if (content.fixed_changed()) {
    for (const PageContent* side : {static_cast<const PageContent*>(active_.content.get()), &content}) {
      if (side != nullptr && side->fixed().list()) {
        for (const RasterList::Entry& entry : side->fixed().list()->entries()) {
          add(entry.bounds);
        }
      }
    }
  }
}

void PageCompositor::ActivateIfReady(TimePoint now) {
  if (!pending_.content) {
    return;
  }
  const int offset = OffsetFor(*pending_.content);
  Request(pending_, VisibleAt(offset), JobPriority::kFrame);
  if (!pending_.content->Complete(VisibleAt(offset), Viewport())) {
    return;
  }
  const PageContent& content = *pending_.content;
  const bool moved = offset != offset_;
  offset_ = offset;
  DamageFor(content, moved || !active_.content);
  const int max_offset = content.MaxOffset(buffers_->height());
  if (const auto& scroll = content.commit().scroll) {
    scroll_.reset();
    const int target = std::clamp(scroll->y, 0, max_offset);
    if (target != offset_) {
      scroll_.emplace(offset_, target, now);
    }
  } else if (scroll_ && scroll_->target() > max_offset) {
    scroll_.emplace(offset_, max_offset, now);  // the page became shorter under it
  }
  scheduler_.set_scrolling(scroll_.has_value(), now);
  retired_ = std::exchange(active_.content, nullptr);
  active_ = std::exchange(pending_, {});
  active_.content->Trim(VisibleAt(offset_).WithRowsAround(kRowsAround));
}

void PageCompositor::UpdatePicture(TimePoint now) {
  PictureState state = PictureState::kCurrent;
  if (undrawn_) {
    Request(active_, VisibleAt(offset_), JobPriority::kFrame);
    const bool complete = active_.content->Complete(VisibleAt(offset_), Viewport());
    state = complete ? PictureState::kReady : PictureState::kRastering;
  } else if ((pending_.content || waiting_) && !scroll_) {
    state = PictureState::kRastering;
  } else if (change_pending_ && !pending_.content && !waiting_) {
    change_pending_ = false;
    scheduler_.OnNothingToShow(now);
  }
  scheduler_.set_picture(state, now);
}

void PageCompositor::ScrollTo(TimePoint tick_time) {
  const int max_offset = active_.content->MaxOffset(buffers_->height());
  const int offset = std::clamp(scroll_->At(tick_time), 0, max_offset);
  if (offset != offset_) {
    offset_ = offset;
    buffers_->AddFullDamage();
    undrawn_ = true;
    Request(active_, VisibleAt(offset_).WithRowsAround(kRowsAround), JobPriority::kFrame);
  }
}

void PageCompositor::Draw(TimePoint now) {
  const std::optional<uint32_t> buffer = buffers_->Take();
  if (!buffer) {
    return;  // the scheduler counts the same credits
  }
  const FramePixels frame{buffers_->Pixels(*buffer), buffers_->width(), buffers_->height()};
  for (const Rect& rect : buffers_->Damage(*buffer).rects()) {
    Compose(frame, rect, active_.content->scrolling(), offset_, active_.content->fixed());
  }
  buffers_->MarkDrawn(*buffer);
  active_.content->Trim(VisibleAt(offset_).WithRowsAround(kRowsAround));
  undrawn_ = false;
  change_pending_ = pending_.content != nullptr || waiting_;
  const FrameScheduler::Stamp stamp = scheduler_.OnDrawn(now);
  outlet_.FrameReady({page_, *buffer, stamp, active_.content->commit().id});
}

void PageCompositor::RasterAround() {
  if (active_.content && buffers_ && scheduler_.at_rest()) {
    Request(active_, VisibleAt(offset_).WithRowsAround(kRowsAround), JobPriority::kBackground);
  }
}

std::optional<TimePoint> PageCompositor::Advance(TimePoint now) {
  if (buffers_) {
    // Twice at most: a commit that needs no new tile is active at once, and the one behind it may start.
    for (int i = 0; i < 2; ++i) {
      StartPending();
      ActivateIfReady(now);
    }
    UpdatePicture(now);
  }
  scheduler_.set_commit_waiting(waiting_.has_value() && buffers_ != nullptr);
  FrameScheduler::Action action = scheduler_.Poll(now);
  if (action.draw) {
    if (scroll_ && !undrawn_) {
      ScrollTo(action.tick_time);
      UpdatePicture(now);
    }
    if (scheduler_.picture() == PictureState::kReady) {
      Draw(now);
    } else if (!undrawn_) {
      scheduler_.OnScrollStoodStill(now);
    }
    if (scroll_ && !undrawn_ && offset_ == scroll_->target()) {
      scroll_.reset();
      scheduler_.set_scrolling(false, now);
    }
    UpdatePicture(now);
    const auto after = scheduler_.Poll(now);
    action.wake = after.wake;
    if (after.begin_frame) {
      action.begin_frame = after.begin_frame;
    }
  }
  if (action.begin_frame) {
    outlet_.BeginFrame(page_, *action.begin_frame);
  }
  RasterAround();
  retired_.reset();
  return action.wake;
}

}  // namespace bulkhead
