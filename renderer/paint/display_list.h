// DisplayList: what a page looks like, as an immutable list of drawing commands in page coordinates (CSS pixels, y down).
// The main thread records it, workers raster tiles from it; after recording it never changes, so it is shared freely.
#ifndef BULKHEAD_RENDERER_PAINT_DISPLAY_LIST_H_
#define BULKHEAD_RENDERER_PAINT_DISPLAY_LIST_H_

#include <array>
#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

namespace bulkhead {

struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  bool empty() const { return width <= 0 || height <= 0; }
  bool Intersects(const Rect& other) const {
    return x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height;
  }
  bool operator==(const Rect&) const = default;
};

struct Color {
  uint8_t red = 0;
  uint8_t green = 0;
  uint8_t blue = 0;
  uint8_t alpha = 255;
  bool operator==(const Color&) const = default;
};

// Top-left, top-right, bottom-right, bottom-left; x and y radius each.
struct CornerRadii {
  std::array<int, 8> values{};
  bool square() const { return values == std::array<int, 8>{}; }
};

class ScaledFont;   // renderer/text: a font at a size, usable by workers while the process lives
class BitmapImage;  // renderer/paint/bitmap_image.h: decoded pixels, immutable

struct FillItem {
  Rect rect;
  CornerRadii radii;
  Color color;
};

struct BorderSide {
  int width = 0;
  int style = 0;  // 0 none, 1 solid, 2 dotted, 3 dashed, 4 double
  Color color;
};

struct BorderItem {
  Rect rect;  // outer edge
  CornerRadii radii;
  BorderSide left, top, right, bottom;
};

struct Glyph {
  uint32_t index = 0;
  float x = 0;  // from the run's origin
  float y = 0;
};

// A shaped word; shared between lists, because words repeat and shaping is dear.
struct GlyphRun {
  std::shared_ptr<const ScaledFont> font;
  std::vector<Glyph> glyphs;
  float advance = 0;
};

struct TextItem {
  std::shared_ptr<const GlyphRun> run;
  float x = 0;  // baseline origin
  float y = 0;
  Color color;
  Rect bounds;
};

struct ImageItem {
  std::shared_ptr<const BitmapImage> image;
  Rect rect;       // where the whole image (one repetition) goes, scaled to fit
  Rect clip;       // drawn only inside; differs from rect for backgrounds
  bool repeat_x = false;
  bool repeat_y = false;
};

struct EllipseItem {  // list markers
  Rect rect;
  Color color;
  bool filled = true;
};

struct PushClipItem {
  Rect rect;
  CornerRadii radii;
};
struct PopClipItem {};

using DisplayItem =
    std::variant<FillItem, BorderItem, TextItem, ImageItem, EllipseItem, PushClipItem, PopClipItem>;

struct DisplayList {
  std::vector<DisplayItem> items;
  Color background{255, 255, 255, 255};  // of the canvas
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAINT_DISPLAY_LIST_H_
