// FontSet: the fonts that pages can use, by CSS family, size, weight and style. One a process, made before the fork; main
// thread only.
#ifndef BULKHEAD_RENDERER_TEXT_FONT_SET_H_
#define BULKHEAD_RENDERER_TEXT_FONT_SET_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "renderer/text/font.h"

namespace bulkhead {

class FontFace;
class FontLibrary;
class WordCache;

class FontSet {
 public:
  static constexpr const char* kDirectory = "/usr/share/fonts/truetype/dejavu";
  // Beyond these a size is clamped: glyph bitmaps grow with its square.
  static constexpr int kMinSize = 1;
  static constexpr int kMaxSize = 512;

  // Maps the six faces of fonts-dejavu-core from `directory`. null: `error` names the file that is missing or unusable.
  static std::unique_ptr<FontSet> Create(const std::string& directory, std::string* error);
  ~FontSet();
  FontSet(const FontSet&) = delete;
  FontSet& operator=(const FontSet&) = delete;

  // `families`: a CSS font-family list; the first that is known counts, sans-serif if none. Always a font, owned here.
  const Font& Get(std::string_view families, int size, int weight, bool italic);

  // A word, shaped once and then shared. Characters that `font` lacks are taken from DejaVu Sans, for the whole word.
  std::shared_ptr<const GlyphRun> Shape(const Font& font, std::string_view word);

 private:
  enum Family { kSans, kMono, kSerif, kFamilies };

  FontSet();
  static Family FamilyOf(std::string_view families);
  const Font& GetFont(Family family, int size, bool bold, bool italic);

  std::unique_ptr<FontLibrary> library_;
  // Regular and bold of each family.
  std::array<std::unique_ptr<FontFace>, kFamilies * 2> faces_;
  std::unordered_map<uint32_t, std::unique_ptr<Font>> fonts_;
  // What stands in when a font lacks a glyph.
  std::unordered_map<const Font*, const Font*> fallbacks_;
  std::unique_ptr<WordCache> words_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_TEXT_FONT_SET_H_
