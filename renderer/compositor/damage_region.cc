#include "renderer/compositor/damage_region.h"

#include <algorithm>

#include "renderer/raster/raster_list.h"

namespace bulkhead {

void DamageRegion::Add(const Rect& rect) {
  const Rect part = Intersection(ClampRect(rect), bounds_);
  if (part.empty() || std::any_of(rects_.begin(), rects_.end(), [&](const Rect& r) { return Covers(r, part); })) {
    return;
  }
  std::erase_if(rects_, [&](const Rect& r) { return Covers(part, r); });
  rects_.push_back(part);
  if (rects_.size() > kMaxRects) {
    Rect box = rects_.front();
    for (const Rect& r : rects_) {
      const int right = std::max(box.x + box.width, r.x + r.width);
      const int bottom = std::max(box.y + box.height, r.y + r.height);
      box.x = std::min(box.x, r.x);
      box.y = std::min(box.y, r.y);
      box.width = right - box.x;
      box.height = bottom - box.y;
    }
    rects_.assign(1, box);
  }
}

}  // namespace bulkhead
