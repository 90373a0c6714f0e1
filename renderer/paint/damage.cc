#include "renderer/paint/damage.h"

#include <algorithm>
#include <type_traits>

namespace bulkhead {
namespace {

bool SameSide(const BorderSide& a, const BorderSide& b) {
  return a.width == b.width && a.style == b.style && a.color == b.color;
}

Rect Union(const Rect& a, const Rect& b) {
  if (a.empty()) {
    return b;
  }
  if (b.empty()) {
    return a;
  }
  int left = std::min(a.x, b.x);
  int top = std::min(a.y, b.y);
  return {left, top, std::max(a.x + a.width, b.x + b.width) - left, std::max(a.y + a.height, b.y + b.height) - top};
}

class DamageBuilder {
 public:
  void Add(const Rect& rect) {
    if (rect.empty()) {
      return;
    }
    if (!rects_.empty() && rects_.back().Intersects(rect)) {
      rects_.back() = Union(rects_.back(), rect);
      return;
    }
    rects_.push_back(rect);
    if (rects_.size() > kMaxDamageRects) {
      Rect all;
      for (const Rect& each : rects_) {
        all = Union(all, each);
      }
      rects_.assign(1, all);
    }
  }
  std::vector<Rect> Take() { return std::move(rects_); }

 private:
  std::vector<Rect> rects_;
};

}  // namespace

Rect BoundsOf(const DisplayItem& item) {
  return std::visit(
      [](const auto& each) -> Rect {
        using T = std::decay_t<decltype(each)>;
        if constexpr (std::is_same_v<T, TextItem>) {
          return each.bounds;
        } else if constexpr (std::is_same_v<T, ImageItem>) {
          return each.clip;
        } else if constexpr (std::is_same_v<T, PopClipItem>) {
          return {};
        } else {
          return each.rect;
        }
      },
      item);
}

bool LooksAlike(const DisplayItem& a, const DisplayItem& b) {
  if (a.index() != b.index()) {
    return false;
  }
  return std::visit(
      [&b](const auto& x) {
        using T = std::decay_t<decltype(x)>;
        const T& y = std::get<T>(b);
        if constexpr (std::is_same_v<T, FillItem>) {
          return x.rect == y.rect && x.color == y.color && x.radii.values == y.radii.values;
        } else if constexpr (std::is_same_v<T, BorderItem>) {
          return x.rect == y.rect && x.radii.values == y.radii.values && SameSide(x.left, y.left) &&
                 SameSide(x.top, y.top) && SameSide(x.right, y.right) && SameSide(x.bottom, y.bottom);
        } else if constexpr (std::is_same_v<T, TextItem>) {
          return x.run == y.run && x.x == y.x && x.y == y.y && x.color == y.color;
        } else if constexpr (std::is_same_v<T, ImageItem>) {
          return x.image == y.image && x.rect == y.rect && x.clip == y.clip && x.repeat_x == y.repeat_x &&
                 x.repeat_y == y.repeat_y;
        } else if constexpr (std::is_same_v<T, EllipseItem>) {
          return x.rect == y.rect && x.color == y.color && x.filled == y.filled;
        } else if constexpr (std::is_same_v<T, PushClipItem>) {
          return x.rect == y.rect && x.radii.values == y.radii.values;
        } else {
          return true;
        }
      },
      a);
}

std::optional<std::vector<Rect>> FindDamage(const DisplayList& before, const DisplayList& after) {
  if (!(before.background == after.background)) {
    return std::nullopt;
  }
  const std::vector<DisplayItem>& a = before.items;
  const std::vector<DisplayItem>& b = after.items;
  DamageBuilder damage;
  if (a.size() == b.size()) {
    for (size_t i = 0; i < a.size(); ++i) {
      if (!LooksAlike(a[i], b[i])) {
        damage.Add(BoundsOf(a[i]));
        damage.Add(BoundsOf(b[i]));
      }
    }
    return damage.Take();
  }
  size_t common = std::min(a.size(), b.size());
  size_t head = 0;
  while (head < common && LooksAlike(a[head], b[head])) {
    ++head;
  }
  size_t tail = 0;
  while (tail < common - head && LooksAlike(a[a.size() - 1 - tail], b[b.size() - 1 - tail])) {
    ++tail;
  }
  for (const auto* items : {&a, &b}) {
    for (size_t i = head; i < items->size() - tail; ++i) {
      damage.Add(BoundsOf((*items)[i]));
    }
  }
  return damage.Take();
}

}  // namespace bulkhead
