// Image decode: PNG, JPEG and WebP bytes to pixels. Runs on a worker; touches no file; keeps no state.
#ifndef BULKHEAD_RENDERER_RASTER_IMAGE_DECODER_H_
#define BULKHEAD_RENDERER_RASTER_IMAGE_DECODER_H_

#include <cstddef>
#include <memory>
#include <string_view>

namespace bulkhead {

class BitmapImage;

// An image beyond these is refused before memory is taken for it.
inline constexpr int kMaxImageSide = 8192;
inline constexpr size_t kMaxImageBytes = 64 * 1024 * 1024;  // decoded, 4 bytes a pixel

// The kind is told from the bytes, never from a name. Null: not one of the three, damaged, or too large. A JPEG whose
// tail is missing counts as damaged.
std::shared_ptr<const BitmapImage> DecodeImage(std::string_view encoded);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_IMAGE_DECODER_H_
