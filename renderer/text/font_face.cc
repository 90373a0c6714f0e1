#include "renderer/text/font_face.h"

#include <cairo-ft.h>
#include <fcntl.h>
#include <ft2build.h>
#include <hb.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstring>

#include FT_FREETYPE_H

#include "ipc/os/unique_fd.h"

namespace bulkhead {

std::unique_ptr<FontFace> FontFace::Create(FT_Library library, const std::string& path, std::string* error) {
  UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!file.valid() || fstat(file.get(), &status) != 0 || status.st_size <= 0) {
    *error = "the font " + path + " cannot be read: " + std::strerror(errno) + " (package fonts-dejavu-core)";
    return nullptr;
  }
  std::unique_ptr<FontFace> font(new FontFace);
  font->size_ = static_cast<size_t>(status.st_size);
  // Populated: after the fork the file is out of reach, and a page fault would be one per tab.
  void* data = mmap(nullptr, font->size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file.get(), 0);
  if (data == MAP_FAILED) {
    *error = "the font " + path + " cannot be mapped: " + std::strerror(errno);
    return nullptr;
  }
  font->data_ = data;
  if (FT_New_Memory_Face(library, static_cast<const FT_Byte*>(data), static_cast<FT_Long>(font->size_), 0,
                         &font->face_) != 0) {
    *error = "the font " + path + " is not a font that FreeType knows";
    return nullptr;
  }
  hb_blob_t* blob = hb_blob_create(static_cast<const char*>(data), static_cast<unsigned>(font->size_),
                                   HB_MEMORY_MODE_READONLY, nullptr, nullptr);
  font->shaping_ = hb_face_create(blob, 0);
  hb_blob_destroy(blob);
  hb_face_make_immutable(font->shaping_);
  font->drawing_ = cairo_ft_font_face_create_for_ft_face(font->face_, 0);
  if (cairo_font_face_status(font->drawing_) != CAIRO_STATUS_SUCCESS || hb_face_get_glyph_count(font->shaping_) == 0) {
    *error = "the font " + path + " cannot be used";
    return nullptr;
  }
  return font;
}

FontFace::~FontFace() {
  if (drawing_) {
    cairo_font_face_destroy(drawing_);
  }
  if (shaping_) {
    hb_face_destroy(shaping_);
  }
  if (face_) {
    FT_Done_Face(face_);
  }
  if (data_) {
    munmap(data_, size_);
  }
}

}  // namespace bulkhead
