#include "renderer/text/scaled_font.h"

#include <cairo.h>
#include <gtest/gtest.h>

#include "renderer/text/font_set.h"

namespace bulkhead {
namespace {

int InkIn(const GlyphRun& run, int width, int height) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
  cairo_t* context = cairo_create(surface);
  cairo_set_scaled_font(context, run.font->cairo());
  std::vector<cairo_glyph_t> glyphs;
  for (const Glyph& glyph : run.glyphs) {
    glyphs.push_back({glyph.index, glyph.x + 2.0, glyph.y + height * 0.75});
  }
  cairo_show_glyphs(context, glyphs.data(), static_cast<int>(glyphs.size()));
  cairo_destroy(context);
  cairo_surface_flush(surface);
  int ink = 0;
  const unsigned char* data = cairo_image_surface_get_data(surface);
  for (int i = 0; i < cairo_image_surface_get_stride(surface) * height; ++i) {
    ink += data[i] > 127;
  }
  cairo_surface_destroy(surface);
  return ink;
}

TEST(ScaledFont, DrawsEachFaceDifferently) {
  std::string error;
  auto fonts = FontSet::Create(FontSet::kDirectory, &error);
  ASSERT_TRUE(fonts) << error;
  auto regular = fonts->Shape(fonts->Get("sans-serif", 40, 400, false), "Hi");
  auto bold = fonts->Shape(fonts->Get("sans-serif", 40, 700, false), "Hi");
  auto slanted = fonts->Shape(fonts->Get("sans-serif", 40, 400, true), "Hi");
  int ink = InkIn(*regular, 80, 60);
  EXPECT_GT(ink, 100);
  EXPECT_GT(InkIn(*bold, 80, 60), ink);
  EXPECT_NE(InkIn(*slanted, 80, 60), 0);
  EXPECT_EQ(regular->font->size(), 40);
}

}  // namespace
}  // namespace bulkhead
