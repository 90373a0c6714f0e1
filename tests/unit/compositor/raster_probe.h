// A picture put together from tiles, to look at single pixels of.
#ifndef BULKHEAD_TESTS_UNIT_COMPOSITOR_RASTER_PROBE_H_
#define BULKHEAD_TESTS_UNIT_COMPOSITOR_RASTER_PROBE_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "renderer/raster/tile_raster.h"

namespace bulkhead {

class RasterProbe {
 public:
  RasterProbe(DisplayList list, int width, int height, bool transparent = false)
      : width_(width), height_(height), pixels_(static_cast<size_t>(width) * static_cast<size_t>(height)) {
    const RasterList raster(std::make_shared<const DisplayList>(std::move(list)), transparent);
    const auto buffers = std::make_shared<TileBufferPool>(4);
    for (int y = 0; y < height; y += kTileSide) {
      for (int x = 0; x < width; x += kTileSide) {
        const auto tile = RasterTile(raster, x, y, *buffers);
        uniform_tiles_ += tile->uniform() ? 1 : 0;
        for (int row = y; row < std::min(height, y + kTileSide); ++row) {
          for (int column = x; column < std::min(width, x + kTileSide); ++column) {
            pixels_[static_cast<size_t>(row * width + column)] =
                tile->uniform() ? tile->color() : tile->pixels()[(row - y) * kTileSide + column - x];
          }
        }
      }
    }
  }

  // 0xAARRGGBB.
  uint32_t At(int x, int y) const { return pixels_[static_cast<size_t>(y * width_ + x)]; }
  // Pixels in the rectangle that are not `color`.
  int CountOther(const Rect& rect, uint32_t color) const {
    int count = 0;
    for (int y = rect.y; y < rect.y + rect.height; ++y) {
      for (int x = rect.x; x < rect.x + rect.width; ++x) {
        count += At(x, y) != color ? 1 : 0;
      }
    }
    return count;
  }
  int uniform_tiles() const { return uniform_tiles_; }
  int width() const { return width_; }
  int height() const { return height_; }
  const std::vector<uint32_t>& pixels() const { return pixels_; }

 private:
  int width_;
  int height_;
  std::vector<uint32_t> pixels_;
  int uniform_tiles_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_COMPOSITOR_RASTER_PROBE_H_
