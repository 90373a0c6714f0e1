// ScaledFont: a font face at a size. Immutable; workers draw glyphs with it (Cairo locks the glyph cache inside), nothing
// but cairo() is for them. Faces live as long as the process, so a ScaledFont may be held by any display list.
#ifndef BULKHEAD_RENDERER_TEXT_SCALED_FONT_H_
#define BULKHEAD_RENDERER_TEXT_SCALED_FONT_H_

#include <memory>

typedef struct _cairo_font_face cairo_font_face_t;
typedef struct _cairo_scaled_font cairo_scaled_font_t;

namespace bulkhead {

class ScaledFont {
 public:
  // `size` in pixels; `slanted` leans upright glyphs over. null if Cairo refuses. Main thread.
  static std::shared_ptr<const ScaledFont> Create(cairo_font_face_t* face, double size, bool slanted);
  ~ScaledFont();
  ScaledFont(const ScaledFont&) = delete;
  ScaledFont& operator=(const ScaledFont&) = delete;

  // For cairo_set_scaled_font(); not to be destroyed. Any thread.
  cairo_scaled_font_t* cairo() const { return font_; }
  double size() const { return size_; }

 private:
  ScaledFont(cairo_scaled_font_t* font, double size) : font_(font), size_(size) {}

  cairo_scaled_font_t* font_;
  double size_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_TEXT_SCALED_FONT_H_
