#include "browser/cli/typesetter.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <cairo-ft.h>
#include <ft2build.h>
#include FT_FREETYPE_H

namespace bulkhead {
namespace {

constexpr std::pair<const char*, const char*> kFaceFiles[] = {
    {"DejaVuSans.ttf", "sans"}, {"DejaVuSans-Bold.ttf", "sans"}, {"DejaVuSansMono.ttf", "monospace"}};

// A FreeType face and its library. Cairo keeps faces in a cache of its own for as long as it likes, so they belong to it.
struct OwnedFace {
  FT_Library library = nullptr;
  FT_Face face = nullptr;

  ~OwnedFace() {
    if (face != nullptr) {
      FT_Done_Face(face);
    }
    if (library != nullptr) {
      FT_Done_FreeType(library);
    }
  }
};

cairo_font_face_t* OpenFace(const std::string& file) {
  static const cairo_user_data_key_t kOwner = {};
  auto owned = std::make_unique<OwnedFace>();
  if (FT_Init_FreeType(&owned->library) != 0 || FT_New_Face(owned->library, file.c_str(), 0, &owned->face) != 0) {
    return nullptr;
  }
  cairo_font_face_t* face = cairo_ft_font_face_create_for_ft_face(owned->face, 0);
  const cairo_status_t status = cairo_font_face_set_user_data(
      face, &kOwner, owned.get(), [](void* owner) { delete static_cast<OwnedFace*>(owner); });
  if (status != CAIRO_STATUS_SUCCESS) {
    cairo_font_face_destroy(face);
    return nullptr;
  }
  [[maybe_unused]] OwnedFace* kept_by_cairo = owned.release();
  return face;
}

void PopCodePoint(std::string* text) {
  while (!text->empty() && (static_cast<unsigned char>(text->back()) & 0xC0) == 0x80) {
    text->pop_back();
  }
  if (!text->empty()) {
    text->pop_back();
  }
}

size_t NextCodePoint(const std::string& text, size_t at) {
  do {
    ++at;
  } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

}  // namespace

Typesetter::Typesetter(cairo_t* cairo, const std::string& font_directory) : cairo_(cairo) {
  for (size_t at = 0; at < std::size(kFaceFiles); ++at) {
    faces_[at] = OpenFace(font_directory + "/" + kFaceFiles[at].first);
    if (faces_[at] == nullptr) {
      faces_[at] = cairo_toy_font_face_create(
          kFaceFiles[at].second, CAIRO_FONT_SLANT_NORMAL,
          static_cast<Face>(at) == Face::kBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    }
  }
}

Typesetter::~Typesetter() {
  for (cairo_font_face_t* face : faces_) {
    cairo_font_face_destroy(face);
  }
}

void Typesetter::Use(Face face, double size, Colour colour) {
  cairo_set_font_face(cairo_, faces_[static_cast<size_t>(face)]);
  cairo_set_font_size(cairo_, size);
  cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue);
  size_ = size;
}

double Typesetter::WidthOf(const std::string& text) {
  cairo_text_extents_t extents;
  cairo_text_extents(cairo_, text.c_str(), &extents);
  return extents.x_advance;
}

std::string Typesetter::CutToFit(std::string text, double width) {
  while (!text.empty() && WidthOf(text + "…") > width) {
    PopCodePoint(&text);
  }
  return text + "…";
}

std::vector<std::string> Typesetter::Break(const std::string& text, double width, size_t max_lines) {
  std::vector<std::string> lines;
  std::string line;
  size_t at = 0;
  while (at < text.size()) {
    const size_t space = std::min(text.find(' ', at), text.size());
    std::string word = text.substr(at, space - at);
    at = std::min(space + 1, text.size());
    const std::string longer = line.empty() ? word : line + " " + word;
    if (WidthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (!line.empty()) {
      lines.push_back(std::exchange(line, {}));
    }
    // A word that fills a line alone (a path, a symbol) is broken where it must be.
    while (WidthOf(word) > width) {
      size_t end = NextCodePoint(word, 0);
      while (end < word.size() && WidthOf(word.substr(0, NextCodePoint(word, end))) <= width) {
        end = NextCodePoint(word, end);
      }
      if (end >= word.size()) {
        break;  // one character is wider than the line
      }
      lines.push_back(word.substr(0, end));
      word.erase(0, end);
    }
    line = std::move(word);
  }
  if (!line.empty()) {
    lines.push_back(std::move(line));
  }
  if (lines.size() > max_lines) {
    lines.resize(max_lines);
    if (!lines.empty()) {
      lines.back() = CutToFit(lines.back(), width);
    }
  }
  return lines;
}

void Typesetter::Line(const std::string& text, double x, double y) {
  cairo_move_to(cairo_, x, y);
  cairo_show_text(cairo_, text.c_str());
}

double Typesetter::Block(const std::string& text, double x, double y, double width, size_t max_lines, double leading) {
  for (const std::string& line : Break(text, width, max_lines)) {
    // The base line of a face stands at about 0.8 of its size below the top.
    Line(line, x, y + (leading - size_) / 2 + size_ * 0.8);
    y += leading;
  }
  return y;
}

}  // namespace bulkhead
