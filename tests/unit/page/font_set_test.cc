#include "renderer/text/font_set.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

class FontSetTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string error;
    fonts_ = FontSet::Create(FontSet::kDirectory, &error);
    ASSERT_TRUE(fonts_) << error;
  }
  std::unique_ptr<FontSet> fonts_;
};

TEST_F(FontSetTest, FamiliesWeightsAndStyles) {
  const Font& sans = fonts_->Get("sans-serif", 16, 400, false);
  EXPECT_EQ(&fonts_->Get("No Such Font, Arial", 16, 400, false), &sans);
  EXPECT_EQ(&fonts_->Get("", 16, 500, false), &sans);
  EXPECT_EQ(&fonts_->Get(" , \"'", 16, 400, false), &sans);
  EXPECT_NE(&fonts_->Get("sans-serif", 16, 700, false), &sans);
  EXPECT_NE(&fonts_->Get("sans-serif", 16, 400, true), &sans);
  EXPECT_NE(&fonts_->Get("sans-serif", 17, 400, false), &sans);
  EXPECT_EQ(&fonts_->Get("'Courier New', serif", 16, 400, false), &fonts_->Get("MONOSPACE", 16, 400, false));
  EXPECT_NE(&fonts_->Get("serif", 16, 400, false), &sans);
}

TEST_F(FontSetTest, SizesAreClamped) {
  EXPECT_EQ(fonts_->Get("serif", 0, 400, false).size(), 1);
  EXPECT_EQ(fonts_->Get("serif", -5, 400, false).size(), 1);
  EXPECT_EQ(fonts_->Get("serif", 99999, 400, false).size(), FontSet::kMaxSize);
}

TEST_F(FontSetTest, MetricsMakeSense) {
  const FontMetrics& metrics = fonts_->Get("sans-serif", 16, 400, false).metrics();
  EXPECT_EQ(metrics.ascent, 15);
  EXPECT_EQ(metrics.descent, 4);
  EXPECT_NEAR(metrics.x_height, 9, 1);
  EXPECT_GE(metrics.height, metrics.ascent + metrics.descent);
}

TEST_F(FontSetTest, ShapesOnceAndShares) {
  const Font& font = fonts_->Get("sans-serif", 16, 400, false);
  auto run = fonts_->Shape(font, "Hello");
  EXPECT_EQ(run->glyphs.size(), 5u);
  EXPECT_NEAR(run->advance, 38, 4);
  EXPECT_GT(run->glyphs[4].x, run->glyphs[1].x);
  EXPECT_EQ(fonts_->Shape(font, "Hello"), run);
  EXPECT_NEAR(fonts_->Shape(fonts_->Get("sans-serif", 32, 400, false), "Hello")->advance, run->advance * 2, 1);
  auto mono = fonts_->Shape(fonts_->Get("monospace", 16, 400, false), "iW");
  EXPECT_FLOAT_EQ(mono->glyphs[1].x * 2, mono->advance);
}

TEST_F(FontSetTest, AnyBytes) {
  const Font& font = fonts_->Get("sans-serif", 16, 400, false);
  EXPECT_EQ(fonts_->Shape(font, "")->glyphs.size(), 0u);
  for (std::string_view word : {std::string_view("\xff\xfe"), std::string_view("\xc3"), std::string_view("\xed\xa0\x80"),
                                std::string_view("\0", 1), std::string_view("\xf4\x90\x80\x80")}) {
    EXPECT_GT(fonts_->Shape(font, word)->glyphs.size(), 0u);
  }
  EXPECT_EQ(fonts_->Shape(font, std::string(10'000, 'x'))->glyphs.size(), 10'000u);
}

TEST_F(FontSetTest, MissingGlyphsComeFromSans) {
  // Arabic: in Sans, not in Serif.
  const char* word = "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85";
  auto run = fonts_->Shape(fonts_->Get("serif", 16, 400, false), word);
  for (const Glyph& glyph : run->glyphs) {
    EXPECT_NE(glyph.index, 0u);
  }
}

TEST(FontSet, SaysWhatIsMissing) {
  std::string error;
  EXPECT_FALSE(FontSet::Create("/nonexistent", &error));
  EXPECT_NE(error.find("/nonexistent/DejaVuSans.ttf"), std::string::npos) << error;
  EXPECT_NE(error.find("fonts-dejavu-core"), std::string::npos) << error;
}

}  // namespace
}  // namespace bulkhead
