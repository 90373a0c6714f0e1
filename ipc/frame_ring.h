// Where the buffers of a page's frame ring stand in its memfd. Both programs compute it from the same numbers.
#ifndef BULKHEAD_IPC_FRAME_RING_H_
#define BULKHEAD_IPC_FRAME_RING_H_

#include <cstddef>
#include <cstdint>

namespace bulkhead {

// Pixels are BGRX in memory order (Cairo's RGB24 on little-endian), 4 bytes each, rows packed.
inline constexpr uint32_t kBytesPerPixel = 4;
// One that the browser holds, one to draw into: with one frame in flight the latest wins and nobody waits.
inline constexpr uint32_t kRingBuffers = 2;
// Largest viewport side: 4 GiB / 4 bytes would overflow long before, and a page needs no more.
inline constexpr uint32_t kMaxViewportSide = 8192;

struct FrameRingGeometry {
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t stride = 0;
  uint32_t buffers = 0;

  static constexpr FrameRingGeometry For(uint32_t width, uint32_t height) {
    return {width, height, width * kBytesPerPixel, kRingBuffers};
  }
  constexpr size_t frame_bytes() const { return static_cast<size_t>(stride) * height; }
  // Each buffer begins on a page, so that touching one never touches its neighbour.
  constexpr size_t buffer_bytes() const { return (frame_bytes() + 4095) & ~static_cast<size_t>(4095); }
  constexpr size_t total_bytes() const { return buffer_bytes() * buffers; }
  constexpr size_t offset(uint32_t buffer) const { return buffer_bytes() * buffer; }
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_FRAME_RING_H_
