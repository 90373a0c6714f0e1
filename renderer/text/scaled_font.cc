#include "renderer/text/scaled_font.h"

#include <cairo.h>

namespace bulkhead {
namespace {

// tan of about 12 degrees, the slope of DejaVu's own oblique faces (which fonts-dejavu-core does not have).
constexpr double kSlant = 0.2;

}  // namespace

std::shared_ptr<const ScaledFont> ScaledFont::Create(cairo_font_face_t* face, double size, bool slanted) {
  cairo_matrix_t font_matrix;
  cairo_matrix_init(&font_matrix, size, 0, slanted ? -kSlant * size : 0, size, 0, 0);
  cairo_matrix_t identity;
  cairo_matrix_init_identity(&identity);
  cairo_font_options_t* options = cairo_font_options_create();
  // No hinting: advances are HarfBuzz's unhinted ones, and FreeType's light autohinter loses the top bars of DejaVu's capitals
  // at 15 pixels. Grey antialiasing, because layers may be transparent.
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_scaled_font_t* font = cairo_scaled_font_create(face, &font_matrix, &identity, options);
  cairo_font_options_destroy(options);
  if (cairo_scaled_font_status(font) != CAIRO_STATUS_SUCCESS) {
    cairo_scaled_font_destroy(font);
    return nullptr;
  }
  return std::shared_ptr<const ScaledFont>(new ScaledFont(font, size));
}

ScaledFont::~ScaledFont() {
  cairo_scaled_font_destroy(font_);
}

}  // namespace bulkhead
