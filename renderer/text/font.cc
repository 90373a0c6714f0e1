#include "renderer/text/font.h"

#include <hb-ot.h>
#include <hb.h>

#include <cmath>

#include "renderer/text/font_face.h"

namespace bulkhead {
namespace {

// HarfBuzz counts in 26.6 fixed point at the font's size.
constexpr float kUnit = 1.0f / 64;

int ToPixels(hb_position_t position) {
  return static_cast<int>(std::lround(static_cast<float>(position) * kUnit));
}

}  // namespace

std::unique_ptr<Font> Font::Create(const FontFace& face, int size, bool slanted) {
  std::shared_ptr<const ScaledFont> scaled = ScaledFont::Create(face.drawing(), size, slanted);
  if (!scaled) {
    return nullptr;
  }
  hb_font_t* font = hb_font_create(face.shaping());
  // The font's own tables, not FreeType: no state shared between sizes, no hinted advances.
  hb_ot_font_set_funcs(font);
  hb_font_set_scale(font, size * 64, size * 64);
  return std::unique_ptr<Font>(new Font(font, std::move(scaled), size));
}

Font::Font(hb_font_t* font, std::shared_ptr<const ScaledFont> scaled, int size)
    : font_(font), buffer_(hb_buffer_create()), scaled_(std::move(scaled)), size_(size) {
  hb_font_extents_t extents{};
  hb_font_get_h_extents(font_, &extents);
  metrics_.ascent = ToPixels(extents.ascender);
  metrics_.descent = ToPixels(-extents.descender);
  metrics_.height = metrics_.ascent + metrics_.descent + ToPixels(extents.line_gap);
  hb_position_t x_height = 0;
  hb_ot_metrics_get_position_with_fallback(font_, HB_OT_METRICS_TAG_X_HEIGHT, &x_height);
  metrics_.x_height = ToPixels(x_height);
}

Font::~Font() {
  hb_buffer_destroy(buffer_);
  hb_font_destroy(font_);
}

std::shared_ptr<const GlyphRun> Font::Shape(std::string_view word, int* missing) const {
  hb_buffer_clear_contents(buffer_);
  hb_buffer_add_utf8(buffer_, word.data(), static_cast<int>(word.size()), 0, static_cast<int>(word.size()));
  hb_buffer_guess_segment_properties(buffer_);
  hb_shape(font_, buffer_, nullptr, 0);
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer_, &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer_, nullptr);
  auto run = std::make_shared<GlyphRun>();
  run->font = scaled_;
  run->glyphs.reserve(count);
  float x = 0;
  *missing = 0;
  for (unsigned i = 0; i < count; ++i) {
    *missing += infos[i].codepoint == 0;
    run->glyphs.push_back({infos[i].codepoint, x + static_cast<float>(positions[i].x_offset) * kUnit,
                           static_cast<float>(-positions[i].y_offset) * kUnit});
    x += static_cast<float>(positions[i].x_advance) * kUnit;
  }
  run->advance = x;
  return run;
}

}  // namespace bulkhead
