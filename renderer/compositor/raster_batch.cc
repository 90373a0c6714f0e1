#include "renderer/compositor/raster_batch.h"

#include <algorithm>
#include <utility>

#include "ipc/os/check.h"
#include "renderer/raster/tile_raster.h"

namespace bulkhead {
namespace {

struct SharedBatch {
  RasterBatch batch;
  size_t count = 0;  // batch.tiles is moved from while others still ask for the next one
  std::atomic<size_t> next{0};
  std::atomic<size_t> left{0};

  // Until no tile is left to take. Every worker that comes does this; one that hangs elsewhere is not missed.
  void Work() {
    for (size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      if (batch.cancelled->load(std::memory_order_relaxed)) {
        return;
      }
      RasteredTile& tile = batch.tiles[i];
      const RasterList& list = tile.layer == LayerKind::kScrolling ? *batch.scrolling : *batch.fixed;
      const Rect rect = tile.key.rect();
      tile.tile = RasterTile(list, rect.x, rect.y, *batch.buffers);
      // Release what this worker wrote; whoever is last acquires what all wrote.
      if (left.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        batch.done(std::move(batch.tiles));
        return;
      }
    }
  }
};

}  // namespace

void PostRasterBatch(WorkerPool& workers, RasterBatch batch, JobPriority priority) {
  BULKHEAD_CHECK(!batch.tiles.empty());
  const auto shared = std::make_shared<SharedBatch>();
  shared->batch = std::move(batch);
  shared->count = shared->batch.tiles.size();
  shared->left = shared->count;
  for (size_t i = 0; i < std::min<size_t>(shared->count, workers.count()); ++i) {
    workers.Post([shared] { shared->Work(); }, priority);
  }
}

}  // namespace bulkhead
