#include "renderer/layout/recorder.h"

#include <utility>

namespace bulkhead {

DisplayList& Recorder::ListOf(Rect& rect) {
  if (rect.x < kFixedOffset / 2) {
    return page_;
  }
  rect.x -= kFixedOffset;
  return fixed_;
}

void Recorder::Fill(Rect rect, const CornerRadii& radii, Color color) {
  if (rect.empty() || color.alpha == 0) {
    return;
  }
  DisplayList& list = ListOf(rect);
  list.items.emplace_back(FillItem{rect, radii, color});
}

void Recorder::Border(BorderItem item) {
  if (item.rect.empty()) {
    return;
  }
  DisplayList& list = ListOf(item.rect);
  list.items.emplace_back(std::move(item));
}

void Recorder::Text(std::shared_ptr<const GlyphRun> run, int x, int baseline, Color color, Rect bounds) {
  if (run->glyphs.empty() || color.alpha == 0) {
    return;
  }
  int before = bounds.x;
  DisplayList& list = ListOf(bounds);
  x += bounds.x - before;
  list.items.emplace_back(TextItem{std::move(run), static_cast<float>(x), static_cast<float>(baseline), color, bounds});
}

void Recorder::Image(ImageItem item) {
  if (item.rect.empty() || item.clip.empty()) {
    return;
  }
  int before = item.clip.x;
  DisplayList& list = ListOf(item.clip);
  item.rect.x += item.clip.x - before;
  list.items.emplace_back(std::move(item));
}

void Recorder::Ellipse(EllipseItem item) {
  if (item.rect.empty()) {
    return;
  }
  DisplayList& list = ListOf(item.rect);
  list.items.emplace_back(item);
}

void Recorder::PushClip(Rect rect, const CornerRadii& radii) {
  DisplayList& list = ListOf(rect);
  list.items.emplace_back(PushClipItem{rect, radii});
  clips_.push_back(&list);
}

void Recorder::PopClip() {
  if (clips_.empty()) {
    return;
  }
  DisplayList& list = *clips_.back();
  clips_.pop_back();
  // A clip around nothing: common with overflow:hidden on empty boxes.
  if (std::holds_alternative<PushClipItem>(list.items.back())) {
    list.items.pop_back();
  } else {
    list.items.emplace_back(PopClipItem{});
  }
}

void Recorder::SetCanvas(Color color) {
  page_.background = color;
}

Recorder::Lists Recorder::Take() {
  while (!clips_.empty()) {
    PopClip();
  }
  Lists lists;
  if (!fixed_.items.empty()) {
    fixed_.background.alpha = 0;
    lists.fixed = std::make_shared<const DisplayList>(std::exchange(fixed_, {}));
  }
  lists.page = std::make_shared<const DisplayList>(std::exchange(page_, {}));
  return lists;
}

}  // namespace bulkhead
