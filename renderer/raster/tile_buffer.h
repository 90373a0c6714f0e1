// TileBuffer: the pixels of one tile, and the pool that they come from. Premultiplied BGRA, rows packed.
#ifndef BULKHEAD_RENDERER_RASTER_TILE_BUFFER_H_
#define BULKHEAD_RENDERER_RASTER_TILE_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ipc/os/mutex.h"

namespace bulkhead {

inline constexpr int kTileSide = 256;
inline constexpr size_t kTilePixels = static_cast<size_t>(kTileSide) * kTileSide;
inline constexpr size_t kTileBytes = kTilePixels * 4;
inline constexpr int kTileStride = kTileSide * 4;

// Keeps some freed buffers: an animation rasters its tiles anew on each tick, and 64 page faults a tile cost as much as its
// raster. Any thread. Shared by the tiles, so that it outlives them.
class TileBufferPool : public std::enable_shared_from_this<TileBufferPool> {
 public:
  // `kept`: buffers held back when freed.
  explicit TileBufferPool(size_t kept) : kept_(kept) {}
  ~TileBufferPool();
  TileBufferPool(const TileBufferPool&) = delete;
  TileBufferPool& operator=(const TileBufferPool&) = delete;

  struct Release {
    std::shared_ptr<TileBufferPool> pool;
    void operator()(uint32_t* pixels) const { pool->Free(pixels); }
  };
  using Buffer = std::unique_ptr<uint32_t, Release>;

  // kTilePixels of whatever stood there. Ends the process when there is no memory: a tile cannot be done without.
  Buffer Allocate();
  // Gives the kept ones back to the kernel: for a page at rest.
  void Trim();
  size_t kept() const;

 private:
  void Free(uint32_t* pixels);

  const size_t kept_;
  mutable Mutex mutex_;
  std::vector<uint32_t*> free_ BULKHEAD_GUARDED_BY(mutex_);
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_TILE_BUFFER_H_
