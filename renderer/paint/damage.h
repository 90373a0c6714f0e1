// Damage: where two display lists differ.
#ifndef BULKHEAD_RENDERER_PAINT_DAMAGE_H_
#define BULKHEAD_RENDERER_PAINT_DAMAGE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "renderer/paint/display_list.h"

namespace bulkhead {

// More rectangles than this are joined into one.
inline constexpr size_t kMaxDamageRects = 64;

// Rectangles that cover every difference; none: the lists look alike. nullopt: anywhere (the canvas changed). Linear in the
// items; exact where items keep their place in the list, coarse (but never too small) where items come and go.
std::optional<std::vector<Rect>> FindDamage(const DisplayList& before, const DisplayList& after);

// Nothing of the item shows outside. Empty for PopClipItem; for PushClipItem what it lets through.
Rect BoundsOf(const DisplayItem& item);
// Draw the same. Shared parts (runs, images) are compared by identity.
bool LooksAlike(const DisplayItem& a, const DisplayItem& b);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAINT_DAMAGE_H_
