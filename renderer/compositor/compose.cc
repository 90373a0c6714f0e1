#include "renderer/compositor/compose.h"

#include <cairo.h>

#include <algorithm>
#include <cstring>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// Calls visit(tile, part): each tile that `rect` (viewport) meets with the layer moved up by `offset`, and where.
template <class Visit>
void ForEachTile(const TileLayer& layer, const Rect& rect, int offset, Visit visit) {
  const int first_row = (rect.y + offset) / kTileSide;
  const int last_row = (rect.y + offset + rect.height - 1) / kTileSide;
  const int first_column = rect.x / kTileSide;
  const int last_column = (rect.x + rect.width - 1) / kTileSide;
  for (int row = first_row; row <= last_row; ++row) {
    for (int column = first_column; column <= last_column; ++column) {
      const Tile* tile = layer.Get({row, column});
      BULKHEAD_CHECK(tile != nullptr);
      const Rect place{column * kTileSide, row * kTileSide - offset, kTileSide, kTileSide};
      visit(*tile, place, Intersection(place, rect));
    }
  }
}

void Copy(const FramePixels& frame, const Tile& tile, const Rect& place, const Rect& part) {
  for (int y = part.y; y < part.y + part.height; ++y) {
    uint32_t* row = frame.pixels + static_cast<ptrdiff_t>(y) * frame.width + part.x;
    if (tile.uniform()) {
      std::fill_n(row, part.width, tile.color());
    } else {
      const uint32_t* source = tile.pixels() + (y - place.y) * kTileSide + (part.x - place.x);
      std::memcpy(row, source, static_cast<size_t>(part.width) * sizeof(uint32_t));
    }
  }
}

void Blend(cairo_t* cairo, const Tile& tile, const Rect& place, const Rect& part) {
  if (tile.invisible()) {
    return;
  }
  cairo_rectangle(cairo, part.x, part.y, part.width, part.height);
  if (tile.uniform()) {
    const uint32_t color = tile.color();
    const double alpha = color >> 24;  // not 0: the tile is visible
    cairo_set_source_rgba(cairo, (color >> 16 & 0xff) / alpha, (color >> 8 & 0xff) / alpha, (color & 0xff) / alpha,
                          alpha / 255);
    cairo_fill(cairo);
    return;
  }
  cairo_surface_t* source = cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(const_cast<uint32_t*>(tile.pixels())), CAIRO_FORMAT_ARGB32, kTileSide, kTileSide,
      kTileStride);
  cairo_set_source_surface(cairo, source, place.x, place.y);
  cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
  cairo_fill(cairo);
  cairo_set_source_rgba(cairo, 0, 0, 0, 1);  // lets go of `source`
  cairo_surface_destroy(source);
}

}  // namespace

void Compose(const FramePixels& frame, const Rect& rect, const TileLayer& scrolling, int offset, const TileLayer& fixed) {
  if (rect.empty()) {
    return;
  }
  ForEachTile(scrolling, rect, offset,
              [&](const Tile& tile, const Rect& place, const Rect& part) { Copy(frame, tile, place, part); });
  if (!fixed.list()) {
    return;
  }
  cairo_surface_t* surface =
      cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(frame.pixels), CAIRO_FORMAT_ARGB32,
                                          frame.width, frame.height, frame.width * 4);
  cairo_t* cairo = cairo_create(surface);
  ForEachTile(fixed, rect, 0,
              [&](const Tile& tile, const Rect& place, const Rect& part) { Blend(cairo, tile, place, part); });
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
}

}  // namespace bulkhead
