#include "tests/support/png_picture.h"

#include <png.h>

namespace bulkhead {

std::optional<PngPicture> ReadPng(const std::filesystem::path& file) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&image, file.c_str()) == 0) {
    return std::nullopt;
  }
  image.format = PNG_FORMAT_RGB;
  std::vector<png_byte> bytes(PNG_IMAGE_SIZE(image));
  // Reads to the end, so that a file cut short is noticed; frees what it took either way.
  if (png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr) == 0) {
    return std::nullopt;
  }
  PngPicture picture;
  picture.width = image.width;
  picture.height = image.height;
  picture.pixels.reserve(picture.width * picture.height);
  for (size_t at = 0; at + 3 <= bytes.size(); at += 3) {
    picture.pixels.push_back(uint32_t{bytes[at]} << 16 | uint32_t{bytes[at + 1]} << 8 | bytes[at + 2]);
  }
  return picture;
}

}  // namespace bulkhead
