// DamageRegion: the part of a viewport that changed, as a few rectangles. They may overlap; drawing one twice is harmless.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_DAMAGE_REGION_H_
#define BULKHEAD_RENDERER_COMPOSITOR_DAMAGE_REGION_H_

#include <vector>

#include "renderer/paint/display_list.h"

namespace bulkhead {

class DamageRegion {
 public:
  // Beyond so many, the bounding box says enough.
  static constexpr size_t kMaxRects = 16;

  DamageRegion() = default;
  // Nothing outside `bounds` counts.
  explicit DamageRegion(const Rect& bounds) : bounds_(bounds) {}

  void Add(const Rect& rect);
  void AddAll() { rects_.assign(1, bounds_); }
  void Clear() { rects_.clear(); }
  bool empty() const { return rects_.empty(); }
  const std::vector<Rect>& rects() const { return rects_; }

 private:
  Rect bounds_;
  std::vector<Rect> rects_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_DAMAGE_REGION_H_
