#include "renderer/paint/bitmap_image.h"

#include <utility>

namespace bulkhead {
namespace {

constexpr int kMaxSide = 32767;

}  // namespace

std::shared_ptr<const BitmapImage> BitmapImage::Create(int width, int height, std::vector<uint8_t> pixels) {
  if (width < 1 || height < 1 || width > kMaxSide || height > kMaxSide ||
      pixels.size() != static_cast<size_t>(StrideFor(width)) * static_cast<size_t>(height)) {
    return nullptr;
  }
  return std::shared_ptr<const BitmapImage>(new BitmapImage(width, height, std::move(pixels)));
}

BitmapImage::BitmapImage(int width, int height, std::vector<uint8_t> pixels)
    : width_(width), height_(height), pixels_(std::move(pixels)) {}

}  // namespace bulkhead
