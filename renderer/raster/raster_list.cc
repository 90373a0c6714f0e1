#include "renderer/raster/raster_list.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "renderer/text/scaled_font.h"

namespace bulkhead {
namespace {

// Deeper nesting than any page has; a list with more is drawn with the clips that fit.
constexpr size_t kMaxClipDepth = 256;

struct ClipState {
  Rect rect = RasterList::kEverywhere;
  int32_t rounded = RasterList::kNoClip;
};

Rect Grown(const Rect& rect, int by) {
  return ClampRect({rect.x - by, rect.y - by, rect.width + 2 * by, rect.height + 2 * by});
}

// What an item can touch, before clips. Empty: nothing.
struct BoundsOf {
  Rect operator()(const FillItem& item) const { return item.color.alpha == 0 ? Rect{} : ClampRect(item.rect); }
  Rect operator()(const BorderItem& item) const { return ClampRect(item.rect); }
  Rect operator()(const TextItem& item) const {
    if (!item.run || !item.run->font || item.run->glyphs.empty() || item.color.alpha == 0) {
      return {};
    }
    // Slanted and accented glyphs reach out of their line box.
    const double size = std::clamp(item.run->font->size(), 0.0, 4096.0);
    return Grown(ClampRect(item.bounds), 2 + static_cast<int>(size * 0.3));
  }
  Rect operator()(const ImageItem& item) const {
    if (!item.image || item.rect.empty()) {
      return {};
    }
    Rect bounds = ClampRect(item.clip);
    const Rect rect = ClampRect(item.rect);
    if (!item.repeat_x) {
      bounds = Intersection(bounds, {rect.x, RasterList::kEverywhere.y, rect.width, RasterList::kEverywhere.height});
    }
    if (!item.repeat_y) {
      bounds = Intersection(bounds, {RasterList::kEverywhere.x, rect.y, RasterList::kEverywhere.width, rect.height});
    }
    return bounds;
  }
  Rect operator()(const EllipseItem& item) const {
    return item.color.alpha == 0 ? Rect{} : Grown(ClampRect(item.rect), 1);
  }
  Rect operator()(const PushClipItem&) const { return {}; }
  Rect operator()(const PopClipItem&) const { return {}; }
};

// A page without an opaque background shows white, as paper does.
Color OverWhite(Color color) {
  const auto blend = [alpha = color.alpha](int value) {
    return static_cast<uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
  };
  return {blend(color.red), blend(color.green), blend(color.blue), 255};
}

}  // namespace

Rect ClampRect(const Rect& rect) {
  constexpr int64_t kLow = RasterList::kEverywhere.x;
  constexpr int64_t kHigh = kLow + RasterList::kEverywhere.width;
  const int64_t left = std::clamp<int64_t>(rect.x, kLow, kHigh);
  const int64_t top = std::clamp<int64_t>(rect.y, kLow, kHigh);
  const int64_t right = std::clamp<int64_t>(int64_t{rect.x} + rect.width, kLow, kHigh);
  const int64_t bottom = std::clamp<int64_t>(int64_t{rect.y} + rect.height, kLow, kHigh);
  return {static_cast<int>(left), static_cast<int>(top), static_cast<int>(std::max<int64_t>(0, right - left)),
          static_cast<int>(std::max<int64_t>(0, bottom - top))};
}

Rect Intersection(const Rect& a, const Rect& b) {
  const int left = std::max(a.x, b.x);
  const int top = std::max(a.y, b.y);
  const int right = std::min(a.x + a.width, b.x + b.width);
  const int bottom = std::min(a.y + a.height, b.y + b.height);
  return {left, top, std::max(0, right - left), std::max(0, bottom - top)};
}

bool Covers(const Rect& outer, const Rect& inner) {
  return outer.x <= inner.x && outer.y <= inner.y && outer.x + outer.width >= inner.x + inner.width &&
         outer.y + outer.height >= inner.y + inner.height;
}

RasterList::RasterList(std::shared_ptr<const DisplayList> list, bool transparent)
    : list_(std::move(list)), base_(transparent ? Color{0, 0, 0, 0} : OverWhite(list_->background)) {
  std::vector<ClipState> stack;
  size_t refused = 0;  // pushes beyond the depth, to be matched by their pops
  ClipState clip;
  entries_.reserve(list_->items.size());
  for (uint32_t index = 0; index < list_->items.size(); ++index) {
    const DisplayItem& item = list_->items[index];
    if (const auto* push = std::get_if<PushClipItem>(&item)) {
      if (stack.size() == kMaxClipDepth) {
        ++refused;
        continue;
      }
      stack.push_back(clip);
      const Rect rect = ClampRect(push->rect);
      clip.rect = Intersection(clip.rect, rect);
      if (!push->radii.square()) {
        rounded_.push_back({rect, push->radii, clip.rounded});
        clip.rounded = static_cast<int32_t>(rounded_.size()) - 1;
      }
    } else if (std::holds_alternative<PopClipItem>(item)) {
      if (refused > 0) {
        --refused;
      } else if (!stack.empty()) {
        clip = stack.back();
        stack.pop_back();
      }
    } else {
      const Rect bounds = Intersection(std::visit(BoundsOf{}, item), clip.rect);
      if (!bounds.empty()) {
        entries_.push_back({bounds, clip.rect, clip.rounded, index});
      }
    }
  }
}

}  // namespace bulkhead
