// A raster batch: tiles of one commit that are wanted together. Workers share it out tile by tile, and the last one reports
// them all: one wake-up of the compositor however many tiles.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_RASTER_BATCH_H_
#define BULKHEAD_RENDERER_COMPOSITOR_RASTER_BATCH_H_

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "renderer/compositor/tile_layer.h"
#include "renderer/compositor/worker_pool.h"

namespace bulkhead {

enum class LayerKind { kScrolling, kFixed };

struct RasteredTile {
  LayerKind layer = LayerKind::kScrolling;
  TileKey key;
  std::shared_ptr<const Tile> tile;
};

struct RasterBatch {
  std::shared_ptr<const RasterList> scrolling;
  std::shared_ptr<const RasterList> fixed;  // may be null if no tile asks for it
  std::vector<RasteredTile> tiles;          // `tile` is filled in
  std::shared_ptr<TileBufferPool> buffers;
  // Set by who no longer wants the result: tiles not begun are skipped and nothing is reported.
  std::shared_ptr<const std::atomic<bool>> cancelled;
  // On a worker, once.
  std::function<void(std::vector<RasteredTile>)> done;
};

// Precondition: at least one tile.
void PostRasterBatch(WorkerPool& workers, RasterBatch batch, JobPriority priority);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_RASTER_BATCH_H_
