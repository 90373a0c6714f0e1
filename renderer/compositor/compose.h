// Compose: tiles to a frame buffer. Rows are copied, not blended; only fixed content over them is.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_COMPOSE_H_
#define BULKHEAD_RENDERER_COMPOSITOR_COMPOSE_H_

#include <cstdint>

#include "renderer/compositor/tile_layer.h"

namespace bulkhead {

struct FramePixels {
  uint32_t* pixels = nullptr;  // rows packed
  int width = 0;
  int height = 0;
};

// Draws the part `rect` of the viewport: `scrolling` moved up by `offset`, `fixed` (its list may be null) above it.
// Precondition: the visible tiles of both are there.
void Compose(const FramePixels& frame, const Rect& rect, const TileLayer& scrolling, int offset, const TileLayer& fixed);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_COMPOSE_H_
