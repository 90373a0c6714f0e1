#include "renderer/raster/image_decoder.h"

#include <png.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "renderer/paint/bitmap_image.h"

namespace bulkhead {
namespace {

// Left half red, right half blue at half opacity where the format has opacity.
std::vector<uint8_t> TwoHalves(int width, int height) {
  std::vector<uint8_t> bgra;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool left = x < width / 2;
      bgra.insert(bgra.end(), {static_cast<uint8_t>(left ? 0 : 255), 0, static_cast<uint8_t>(left ? 255 : 0),
                               static_cast<uint8_t>(left ? 255 : 128)});
    }
  }
  return bgra;
}

std::string Png(int width, int height) {
  const std::vector<uint8_t> pixels = TwoHalves(width, height);
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(width);
  png.height = static_cast<png_uint_32>(height);
  png.format = PNG_FORMAT_BGRA;
  png_alloc_size_t size = 0;
  EXPECT_NE(png_image_write_to_memory(&png, nullptr, &size, 0, pixels.data(), 0, nullptr), 0);
  std::string bytes(size, '\0');
  EXPECT_NE(png_image_write_to_memory(&png, bytes.data(), &size, 0, pixels.data(), 0, nullptr), 0);
  bytes.resize(size);
  return bytes;
}

std::string Jpeg(int width, int height) {
  const std::vector<uint8_t> pixels = TwoHalves(width, height);
  tjhandle turbo = tjInitCompress();
  unsigned char* out = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(tjCompress2(turbo, pixels.data(), width, 0, height, TJPF_BGRX, &out, &size, TJSAMP_444, 95, 0), 0);
  std::string bytes(reinterpret_cast<char*>(out), size);
  tjFree(out);
  tjDestroy(turbo);
  return bytes;
}

std::string Webp(int width, int height) {
  const std::vector<uint8_t> pixels = TwoHalves(width, height);
  uint8_t* out = nullptr;
  const size_t size = WebPEncodeLosslessBGRA(pixels.data(), width, height, width * 4, &out);
  std::string bytes(reinterpret_cast<char*>(out), size);
  WebPFree(out);
  return bytes;
}

const uint8_t* PixelAt(const BitmapImage& image, int x, int y) {
  return image.pixels() + y * image.stride() + x * 4;
}

TEST(ImageDecoderTest, DecodesPngPremultiplied) {
  const auto image = DecodeImage(Png(10, 6));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width(), 10);
  EXPECT_EQ(image->height(), 6);
  const uint8_t* red = PixelAt(*image, 2, 3);
  EXPECT_EQ(red[2], 255);
  EXPECT_EQ(red[3], 255);
  const uint8_t* blue = PixelAt(*image, 8, 3);
  EXPECT_EQ(blue[0], 128);
  EXPECT_EQ(blue[2], 0);
  EXPECT_EQ(blue[3], 128);
}

TEST(ImageDecoderTest, DecodesJpegOpaque) {
  const auto image = DecodeImage(Jpeg(32, 16));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width(), 32);
  const uint8_t* red = PixelAt(*image, 4, 8);
  EXPECT_GT(red[2], 240);
  EXPECT_LT(red[0], 15);
  EXPECT_EQ(red[3], 255);
}

TEST(ImageDecoderTest, DecodesWebpPremultiplied) {
  const auto image = DecodeImage(Webp(10, 6));
  ASSERT_TRUE(image);
  EXPECT_EQ(PixelAt(*image, 2, 3)[2], 255);
  EXPECT_EQ(PixelAt(*image, 8, 3)[3], 128);
  EXPECT_NEAR(PixelAt(*image, 8, 3)[0], 128, 1);
}

TEST(ImageDecoderTest, RefusesEveryCut) {
  for (const std::string& whole : {Png(4, 4), Jpeg(8, 8), Webp(4, 4)}) {
    ASSERT_TRUE(DecodeImage(whole));
    // What a decoder can do without (a PNG's closing chunk, a JPEG's end marker) is its own affair: no crash, and nothing
    // that was cut inside its pixels.
    for (size_t size = 0; size < whole.size(); ++size) {
      const auto image = DecodeImage(std::string_view(whole).substr(0, size));
      if (size < whole.size() - 20) {
        EXPECT_FALSE(image) << size << " of " << whole.size();
      }
    }
  }
}

TEST(ImageDecoderTest, SurvivesEveryFlippedBit) {
  for (const std::string& whole : {Png(4, 4), Jpeg(8, 8), Webp(4, 4)}) {
    for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      if (const auto image = DecodeImage(flipped)) {
        EXPECT_LE(image->byte_size(), kMaxImageBytes);
      }
    }
  }
}

TEST(ImageDecoderTest, RefusesGarbage) {
  EXPECT_FALSE(DecodeImage(""));
  EXPECT_FALSE(DecodeImage("GIF89a..."));
  EXPECT_FALSE(DecodeImage("<html>"));
  uint32_t state = 1;
  for (const std::string& magic : {std::string("\x89PNG\r\n\x1a\n"), std::string("\xff\xd8\xff\xe0"),
                                   std::string("RIFF\x40\0\0\0WEBPVP8L", 16)}) {
    for (int round = 0; round < 200; ++round) {
      std::string bytes = magic;
      for (int i = 0; i < 200; ++i) {
        state = state * 1664525 + 1013904223;
        bytes.push_back(static_cast<char>(state >> 24));
      }
      EXPECT_FALSE(DecodeImage(bytes));
    }
  }
}

// A header that promises more than the cap is refused by what it says, before its pixels are asked for.
TEST(ImageDecoderTest, RefusesWhatIsTooLarge) {
  EXPECT_TRUE(DecodeImage(Png(8192, 1)));
  EXPECT_FALSE(DecodeImage(Png(8193, 1)));
  EXPECT_FALSE(DecodeImage(Jpeg(8200, 1)));
  EXPECT_FALSE(DecodeImage(Webp(1, 8193)));
  EXPECT_FALSE(DecodeImage(Jpeg(8000, 2100)));  // 64.1 MiB
}

}  // namespace
}  // namespace bulkhead
