#include "tests/support/list_png.h"

#include <cairo.h>

#include "renderer/raster/raster_list.h"
#include "renderer/raster/tile_raster.h"

namespace bulkhead {
namespace {

void DrawTile(cairo_t* context, const Tile& tile, int x, int y) {
  cairo_surface_t* source = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, kTileSide, kTileSide);
  cairo_surface_flush(source);
  auto* pixels = reinterpret_cast<uint32_t*>(cairo_image_surface_get_data(source));
  for (size_t i = 0; i < kTilePixels; ++i) {
    pixels[i] = tile.uniform() ? tile.color() : tile.pixels()[i];
  }
  cairo_surface_mark_dirty(source);
  cairo_set_source_surface(context, source, x, y);
  cairo_paint(context);
  cairo_surface_destroy(source);
}

}  // namespace

bool WriteListPng(const std::shared_ptr<const DisplayList>& list, const std::shared_ptr<const DisplayList>& fixed,
                  int width, int height, const std::string& path) {
  auto buffers = std::make_shared<TileBufferPool>(0);
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
  cairo_t* context = cairo_create(surface);
  for (const auto& layer : {list, fixed}) {
    if (!layer) {
      continue;
    }
    RasterList raster(layer, layer == fixed);
    for (int y = 0; y < height; y += kTileSide) {
      for (int x = 0; x < width; x += kTileSide) {
        DrawTile(context, *RasterTile(raster, x, y, *buffers), x, y);
      }
    }
  }
  cairo_destroy(context);
  bool written = cairo_surface_write_to_png(surface, path.c_str()) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy(surface);
  return written;
}

}  // namespace bulkhead
