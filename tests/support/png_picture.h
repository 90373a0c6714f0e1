// A PNG file as pixels, for tests that look at what was drawn.
#ifndef BULKHEAD_TESTS_SUPPORT_PNG_PICTURE_H_
#define BULKHEAD_TESTS_SUPPORT_PNG_PICTURE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

namespace bulkhead {

struct PngPicture {
  size_t width = 0;
  size_t height = 0;
  std::vector<uint32_t> pixels;  // 0xRRGGBB, row by row

  uint32_t At(size_t x, size_t y) const { return pixels.at(y * width + x); }
  std::set<uint32_t> Colours() const { return {pixels.begin(), pixels.end()}; }
  bool operator==(const PngPicture&) const = default;
};

// nullopt: no file of that name, or it is no whole PNG.
std::optional<PngPicture> ReadPng(const std::filesystem::path& file);

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_SUPPORT_PNG_PICTURE_H_
