// Text on a Cairo surface in three faces, broken into lines. For pictures of the browser's own, never for pages.
#ifndef BULKHEAD_BROWSER_CLI_TYPESETTER_H_
#define BULKHEAD_BROWSER_CLI_TYPESETTER_H_

#include <cstdint>
#include <string>
#include <vector>

#include <cairo.h>

namespace bulkhead {

enum class Face { kRegular, kBold, kMono };

struct Colour {
  double red, green, blue;
  static constexpr Colour Of(uint32_t rgb) {
    return {((rgb >> 16) & 0xFF) / 255.0, ((rgb >> 8) & 0xFF) / 255.0, (rgb & 0xFF) / 255.0};
  }
};

class Typesetter {
 public:
  // `cairo` outlives it.
  Typesetter(cairo_t* cairo, const std::string& font_directory);
  ~Typesetter();
  Typesetter(const Typesetter&) = delete;
  Typesetter& operator=(const Typesetter&) = delete;

  void Use(Face face, double size, Colour colour);
  // Width of one line in the face in use.
  double WidthOf(const std::string& text);
  // Breaks at spaces; a word that is too long for a line anywhere. At most `max_lines`, the last one with "…" if cut.
  std::vector<std::string> Break(const std::string& text, double width, size_t max_lines);
  // One line, its base line at `y`.
  void Line(const std::string& text, double x, double y);
  // Broken lines from `y` (top) on; returns the y below the last.
  double Block(const std::string& text, double x, double y, double width, size_t max_lines, double leading);

 private:
  std::string CutToFit(std::string text, double width);

  cairo_t* const cairo_;
  cairo_font_face_t* faces_[3] = {};
  double size_ = 10;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_TYPESETTER_H_
