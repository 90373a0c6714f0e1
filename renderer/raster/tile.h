// Tile: a rastered square of a page, kTileSide on a side. Immutable. One colour all over needs no pixels, and most of most
// pages is one colour.
#ifndef BULKHEAD_RENDERER_RASTER_TILE_H_
#define BULKHEAD_RENDERER_RASTER_TILE_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "renderer/paint/display_list.h"
#include "renderer/raster/tile_buffer.h"

namespace bulkhead {

class Tile {
 public:
  explicit Tile(Color uniform) : color_(Premultiplied(uniform)) {}
  explicit Tile(TileBufferPool::Buffer pixels) : pixels_(std::move(pixels)) {}

  // Null if uniform.
  const uint32_t* pixels() const { return pixels_.get(); }
  bool uniform() const { return pixels_ == nullptr; }
  // Of a uniform tile: the pixel value, BGRA in memory.
  uint32_t color() const { return color_; }
  bool invisible() const { return uniform() && color_ == 0; }

  static uint32_t Premultiplied(Color color) {
    const auto times_alpha = [alpha = color.alpha](uint32_t value) { return (value * alpha + 127) / 255; };
    return uint32_t{color.alpha} << 24 | times_alpha(color.red) << 16 | times_alpha(color.green) << 8 |
           times_alpha(color.blue);
  }

 private:
  TileBufferPool::Buffer pixels_;
  uint32_t color_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_TILE_H_
