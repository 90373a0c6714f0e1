#include "renderer/raster/tile_raster.h"

#include <cairo.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "ipc/os/check.h"
#include "renderer/raster/item_painter.h"

#ifdef __SANITIZE_THREAD__
// Cairo passes small objects between threads with atomics that ThreadSanitizer cannot see in a library built without it. The
// symbol is looked up by its runtime; here, so that every program that rasters has it.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:libcairo.so.2\n";
}
#endif

namespace bulkhead {
namespace {

bool HidesAllUnder(const RasterList::Entry& entry, const DisplayItem& item, const Rect& tile) {
  const auto* fill = std::get_if<FillItem>(&item);
  return fill != nullptr && fill->color.alpha == 255 && fill->radii.square() && entry.rounded == RasterList::kNoClip &&
         Covers(entry.bounds, tile);
}

}  // namespace

std::shared_ptr<const Tile> RasterTile(const RasterList& list, int x, int y, TileBufferPool& buffers) {
  const Rect tile{x, y, kTileSide, kTileSide};
  std::vector<const RasterList::Entry*> seen;
  Color base = list.base();
  for (const RasterList::Entry& entry : list.entries()) {
    if (!entry.bounds.Intersects(tile)) {
      continue;
    }
    const DisplayItem& item = list.item(entry);
    if (HidesAllUnder(entry, item, tile)) {
      seen.clear();
      base = std::get<FillItem>(item).color;
    } else {
      seen.push_back(&entry);
    }
  }
  if (seen.empty()) {
    return std::make_shared<Tile>(base);
  }

  TileBufferPool::Buffer pixels = buffers.Allocate();
  std::fill_n(pixels.get(), kTilePixels, Tile::Premultiplied(base));
  cairo_surface_t* surface = cairo_image_surface_create_for_data(reinterpret_cast<unsigned char*>(pixels.get()),
                                                                 CAIRO_FORMAT_ARGB32, kTileSide, kTileSide, kTileStride);
  BULKHEAD_CHECK(cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS);
  {
    ItemPainter painter(surface, tile);
    for (const RasterList::Entry* entry : seen) {
      painter.Draw(list, *entry);
    }
  }
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  return std::make_shared<Tile>(std::move(pixels));
}

}  // namespace bulkhead
