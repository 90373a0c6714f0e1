#include "renderer/raster/image_decoder.h"

#include <png.h>
#include <turbojpeg.h>
#include <webp/decode.h>

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "renderer/paint/bitmap_image.h"

namespace bulkhead {
namespace {

using Image = std::shared_ptr<const BitmapImage>;

bool Fits(int64_t width, int64_t height) {
  return width >= 1 && height >= 1 && width <= kMaxImageSide && height <= kMaxImageSide &&
         static_cast<size_t>(width * height) * 4 <= kMaxImageBytes;
}

std::vector<uint8_t> PixelsFor(int width, int height) {
  return std::vector<uint8_t>(static_cast<size_t>(BitmapImage::StrideFor(width)) * static_cast<size_t>(height));
}

void Premultiply(std::vector<uint8_t>& pixels) {
  for (size_t i = 0; i + 3 < pixels.size(); i += 4) {
    const uint32_t alpha = pixels[i + 3];
    if (alpha != 255) {
      for (size_t channel = 0; channel < 3; ++channel) {
        pixels[i + channel] = static_cast<uint8_t>((pixels[i + channel] * alpha + 127) / 255);
      }
    }
  }
}

Image DecodePng(std::string_view encoded) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, encoded.data(), encoded.size()) == 0) {
    return nullptr;
  }
  if (!Fits(png.width, png.height)) {
    png_image_free(&png);
    return nullptr;
  }
  const bool has_alpha = (png.format & PNG_FORMAT_FLAG_ALPHA) != 0;
  png.format = PNG_FORMAT_BGRA;
  const int width = static_cast<int>(png.width);
  const int height = static_cast<int>(png.height);
  std::vector<uint8_t> pixels = PixelsFor(width, height);
  if (png_image_finish_read(&png, nullptr, pixels.data(), BitmapImage::StrideFor(width), nullptr) == 0) {
    return nullptr;  // it freed itself
  }
  if (has_alpha) {
    Premultiply(pixels);
  }
  return BitmapImage::Create(width, height, std::move(pixels));
}

struct CloseTurbo {
  void operator()(void* handle) const { tjDestroy(handle); }
};

Image DecodeJpeg(std::string_view encoded) {
  const std::unique_ptr<void, CloseTurbo> turbo(tjInitDecompress());
  const auto* bytes = reinterpret_cast<const unsigned char*>(encoded.data());
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colorspace = 0;
  if (!turbo || tjDecompressHeader3(turbo.get(), bytes, encoded.size(), &width, &height, &subsampling, &colorspace) != 0 ||
      !Fits(width, height)) {
    return nullptr;
  }
  std::vector<uint8_t> pixels = PixelsFor(width, height);
  // LIMITSCANS: a few bytes of progressive JPEG can ask for thousands of passes over the image.
  if (tjDecompress2(turbo.get(), bytes, encoded.size(), pixels.data(), width, BitmapImage::StrideFor(width), height,
                    TJPF_BGRA, TJFLAG_LIMITSCANS) != 0) {
    return nullptr;
  }
  return BitmapImage::Create(width, height, std::move(pixels));
}

Image DecodeWebp(std::string_view encoded) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(encoded.data());
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0 ||
      WebPGetFeatures(bytes, encoded.size(), &config.input) != VP8_STATUS_OK ||
      !Fits(config.input.width, config.input.height)) {
    return nullptr;
  }
  const int width = config.input.width;
  const int height = config.input.height;
  std::vector<uint8_t> pixels = PixelsFor(width, height);
  config.output.colorspace = MODE_bgrA;  // premultiplied
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels.data();
  config.output.u.RGBA.stride = BitmapImage::StrideFor(width);
  config.output.u.RGBA.size = pixels.size();
  const bool whole = WebPDecode(bytes, encoded.size(), &config) == VP8_STATUS_OK;
  WebPFreeDecBuffer(&config.output);
  return whole ? BitmapImage::Create(width, height, std::move(pixels)) : nullptr;
}

}  // namespace

std::shared_ptr<const BitmapImage> DecodeImage(std::string_view encoded) {
  if (encoded.starts_with("\x89PNG")) {
    return DecodePng(encoded);
  }
  if (encoded.starts_with("\xff\xd8\xff")) {
    return DecodeJpeg(encoded);
  }
  if (encoded.size() >= 12 && encoded.starts_with("RIFF") && encoded.substr(8, 4) == "WEBP") {
    return DecodeWebp(encoded);
  }
  return nullptr;
}

}  // namespace bulkhead
