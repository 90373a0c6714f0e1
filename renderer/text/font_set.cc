#include "renderer/text/font_set.h"

#include <ft2build.h>

#include <algorithm>

#include FT_FREETYPE_H

#include "ipc/os/check.h"
#include "renderer/text/font_face.h"
#include "renderer/text/word_cache.h"

namespace bulkhead {
namespace {

constexpr std::array<const char*, 6> kFiles = {"DejaVuSans.ttf",          "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf",
                                               "DejaVuSansMono-Bold.ttf", "DejaVuSerif.ttf",     "DejaVuSerif-Bold.ttf"};

struct NamedFamily {
  std::string_view name;
  int family;
};

// Sorted by nothing: a page names one or two, and each list is looked up once a style.
constexpr std::array<NamedFamily, 33> kNames = {{{"sans-serif", 0},     {"system-ui", 0},       {"ui-sans-serif", 0},
                                                 {"-apple-system", 0},  {"arial", 0},           {"helvetica", 0},
                                                 {"helvetica neue", 0}, {"verdana", 0},         {"tahoma", 0},
                                                 {"segoe ui", 0},       {"roboto", 0},          {"inter", 0},
                                                 {"ubuntu", 0},         {"open sans", 0},       {"noto sans", 0},
                                                 {"dejavu sans", 0},    {"cursive", 0},         {"fantasy", 0},
                                                 {"monospace", 1},      {"ui-monospace", 1},    {"courier", 1},
                                                 {"courier new", 1},    {"consolas", 1},        {"menlo", 1},
                                                 {"monaco", 1},         {"dejavu sans mono", 1}, {"serif", 2},
                                                 {"ui-serif", 2},       {"georgia", 2},         {"times", 2},
                                                 {"times new roman", 2}, {"garamond", 2},       {"dejavu serif", 2}}};

char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return Lower(x) == Lower(y); });
}

}  // namespace

class FontLibrary {
 public:
  FontLibrary() { BULKHEAD_CHECK(FT_Init_FreeType(&library) == 0); }
  ~FontLibrary() { FT_Done_FreeType(library); }
  FontLibrary(const FontLibrary&) = delete;
  FontLibrary& operator=(const FontLibrary&) = delete;

  FT_Library library = nullptr;
};

FontSet::FontSet() : library_(std::make_unique<FontLibrary>()), words_(std::make_unique<WordCache>()) {}
FontSet::~FontSet() = default;

std::unique_ptr<FontSet> FontSet::Create(const std::string& directory, std::string* error) {
  std::unique_ptr<FontSet> set(new FontSet);
  for (size_t i = 0; i < kFiles.size(); ++i) {
    set->faces_[i] = FontFace::Create(set->library_->library, directory + "/" + kFiles[i], error);
    if (!set->faces_[i]) {
      return nullptr;
    }
  }
  return set;
}

FontSet::Family FontSet::FamilyOf(std::string_view families) {
  while (!families.empty()) {
    std::string_view name = families.substr(0, families.find(','));
    families.remove_prefix(std::min(families.size(), name.size() + 1));
    size_t begin = name.find_first_not_of(" \t\r\n\"'");
    if (begin == std::string_view::npos) {
      continue;
    }
    name = name.substr(begin, name.find_last_not_of(" \t\r\n\"'") - begin + 1);
    for (const NamedFamily& known : kNames) {
      if (SameName(name, known.name)) {
        return static_cast<Family>(known.family);
      }
    }
  }
  return kSans;
}

const Font& FontSet::Get(std::string_view families, int size, int weight, bool italic) {
  return GetFont(FamilyOf(families), std::clamp(size, kMinSize, kMaxSize), weight >= 600, italic);
}

const Font& FontSet::GetFont(Family family, int size, bool bold, bool italic) {
  uint32_t face = static_cast<uint32_t>(family) * 2 + (bold ? 1 : 0);
  uint32_t key = (static_cast<uint32_t>(size) * 16 + face) * 2 + (italic ? 1 : 0);
  std::unique_ptr<Font>& font = fonts_[key];
  if (!font) {
    font = Font::Create(*faces_[face], size, italic);
    BULKHEAD_CHECK(font);
    const Font* made = font.get();
    if (family != kSans) {
      fallbacks_[made] = &GetFont(kSans, size, bold, italic);
    }
    return *made;
  }
  return *font;
}

std::shared_ptr<const GlyphRun> FontSet::Shape(const Font& font, std::string_view word) {
  if (std::shared_ptr<const GlyphRun> known = words_->Find(font, word)) {
    return known;
  }
  int missing = 0;
  std::shared_ptr<const GlyphRun> run = font.Shape(word, &missing);
  if (missing > 0) {
    auto fallback = fallbacks_.find(&font);
    if (fallback != fallbacks_.end()) {
      int still_missing = 0;
      std::shared_ptr<const GlyphRun> other = fallback->second->Shape(word, &still_missing);
      run = still_missing < missing ? other : run;
    }
  }
  words_->Add(font, word, run);
  return run;
}

}  // namespace bulkhead
