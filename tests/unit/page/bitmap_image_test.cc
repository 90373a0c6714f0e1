#include "renderer/paint/bitmap_image.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(BitmapImage, KeepsItsPixels) {
  auto image = BitmapImage::Create(3, 2, std::vector<uint8_t>(24, 7));
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width(), 3);
  EXPECT_EQ(image->height(), 2);
  EXPECT_EQ(image->stride(), 12);
  EXPECT_EQ(image->byte_size(), 24u);
  EXPECT_EQ(image->pixels()[23], 7);
}

TEST(BitmapImage, RefusesWhatDoesNotFit) {
  EXPECT_FALSE(BitmapImage::Create(3, 2, std::vector<uint8_t>(23)));
  EXPECT_FALSE(BitmapImage::Create(0, 2, {}));
  EXPECT_FALSE(BitmapImage::Create(-1, -1, std::vector<uint8_t>(4)));
  EXPECT_FALSE(BitmapImage::Create(40000, 1, std::vector<uint8_t>(160000)));
}

}  // namespace
}  // namespace bulkhead
