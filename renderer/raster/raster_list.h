// RasterList: a display list made ready for tiles. One pass flattens its clip stack, so that each entry stands alone with
// the bounds that can show of it; a tile then tests rectangles and looks at nothing that it does not draw.
//
// Immutable after construction; workers read it together. Robust against any list: unbalanced clips, coordinates far out,
// null images and runs.
#ifndef BULKHEAD_RENDERER_RASTER_RASTER_LIST_H_
#define BULKHEAD_RENDERER_RASTER_RASTER_LIST_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "renderer/paint/display_list.h"

namespace bulkhead {

class RasterList {
 public:
  static constexpr int32_t kNoClip = -1;

  // A clip with rounded corners, and the next such clip outside it.
  struct RoundedClip {
    Rect rect;
    CornerRadii radii;
    int32_t outer = kNoClip;
  };
  struct Entry {
    Rect bounds;   // nothing of the item shows outside
    Rect clip;     // of all clips around it; kEverywhere if none
    int32_t rounded = kNoClip;
    uint32_t item = 0;
  };
  static constexpr Rect kEverywhere{-(1 << 28), -(1 << 28), 1 << 29, 1 << 29};

  // `transparent`: a layer that lies over another (fixed content); the list's background is not painted.
  RasterList(std::shared_ptr<const DisplayList> list, bool transparent);

  const std::vector<Entry>& entries() const { return entries_; }
  const DisplayItem& item(const Entry& entry) const { return list_->items[entry.item]; }
  const RoundedClip& rounded(int32_t index) const { return rounded_[static_cast<size_t>(index)]; }
  // What stands under all items: opaque unless the layer is transparent.
  Color base() const { return base_; }
  const std::shared_ptr<const DisplayList>& list() const { return list_; }

 private:
  std::shared_ptr<const DisplayList> list_;
  std::vector<Entry> entries_;
  std::vector<RoundedClip> rounded_;
  Color base_;
};

// The common part; empty (0 wide) if there is none. Sides within RasterList::kEverywhere.
Rect Intersection(const Rect& a, const Rect& b);
bool Covers(const Rect& outer, const Rect& inner);
// `rect` brought within kEverywhere, so that sums of its sides cannot overflow.
Rect ClampRect(const Rect& rect);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_RASTER_LIST_H_
