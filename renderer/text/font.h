// Font: a face at a size, upright or slanted: measures and shapes words. Main thread only; owned by FontSet.
#ifndef BULKHEAD_RENDERER_TEXT_FONT_H_
#define BULKHEAD_RENDERER_TEXT_FONT_H_

#include <memory>
#include <string_view>

#include "renderer/paint/display_list.h"
#include "renderer/text/scaled_font.h"

typedef struct hb_buffer_t hb_buffer_t;
typedef struct hb_font_t hb_font_t;

namespace bulkhead {

class FontFace;

// In pixels, rounded for line layout.
struct FontMetrics {
  int ascent = 0;
  int descent = 0;  // positive
  int x_height = 0;
  int height = 0;  // ascent + descent + the font's line gap
};

class Font {
 public:
  // null if Cairo refuses the size.
  static std::unique_ptr<Font> Create(const FontFace& face, int size, bool slanted);
  ~Font();
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  int size() const { return size_; }
  const FontMetrics& metrics() const { return metrics_; }

  // Any bytes; what is not UTF-8 shows as U+FFFD. `missing`: how many characters the face has no glyph for.
  std::shared_ptr<const GlyphRun> Shape(std::string_view word, int* missing) const;

 private:
  Font(hb_font_t* font, std::shared_ptr<const ScaledFont> scaled, int size);

  hb_font_t* font_;
  hb_buffer_t* buffer_;  // used again for each word
  std::shared_ptr<const ScaledFont> scaled_;
  int size_;
  FontMetrics metrics_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_TEXT_FONT_H_
