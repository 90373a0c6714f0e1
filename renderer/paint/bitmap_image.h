// BitmapImage: decoded pixels, immutable, so any thread may read them: premultiplied BGRA (Cairo's ARGB32 on a
// little-endian machine), top row first. Made by a worker, shown by the raster.
#ifndef BULKHEAD_RENDERER_PAINT_BITMAP_IMAGE_H_
#define BULKHEAD_RENDERER_PAINT_BITMAP_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bulkhead {

class BitmapImage {
 public:
  // Bytes from one row to the next; a multiple of four, as Cairo wants it.
  static constexpr int StrideFor(int width) { return width * 4; }

  // `pixels` holds StrideFor(width) * height bytes. null if it does not, or if a side is not within 1..32767 (Cairo's
  // limit for an image surface).
  static std::shared_ptr<const BitmapImage> Create(int width, int height, std::vector<uint8_t> pixels);

  int width() const { return width_; }
  int height() const { return height_; }
  int stride() const { return StrideFor(width_); }
  const uint8_t* pixels() const { return pixels_.data(); }
  size_t byte_size() const { return pixels_.size(); }

 private:
  BitmapImage(int width, int height, std::vector<uint8_t> pixels);

  int width_;
  int height_;
  std::vector<uint8_t> pixels_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAINT_BITMAP_IMAGE_H_
