// Tile raster: draws what a RasterList shows in one tile, with Cairo. Runs on any worker; a tile's pixels depend on the list
// and its place alone, never on who drew it or when.
#ifndef BULKHEAD_RENDERER_RASTER_TILE_RASTER_H_
#define BULKHEAD_RENDERER_RASTER_TILE_RASTER_H_

#include <memory>

#include "renderer/raster/raster_list.h"
#include "renderer/raster/tile.h"

namespace bulkhead {

// The tile whose top left corner is at page pixel (x, y).
std::shared_ptr<const Tile> RasterTile(const RasterList& list, int x, int y, TileBufferPool& buffers);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_TILE_RASTER_H_
