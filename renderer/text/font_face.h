// FontFace: one font file, mapped, with what shaping (HarfBuzz) and drawing (Cairo over FreeType) need of it. Main thread
// only. Lives as long as the process: display lists refer to its glyphs.
#ifndef BULKHEAD_RENDERER_TEXT_FONT_FACE_H_
#define BULKHEAD_RENDERER_TEXT_FONT_FACE_H_

#include <cstddef>
#include <memory>
#include <string>

typedef struct _cairo_font_face cairo_font_face_t;
typedef struct FT_LibraryRec_* FT_Library;
typedef struct FT_FaceRec_* FT_Face;
typedef struct hb_face_t hb_face_t;

namespace bulkhead {

class FontFace {
 public:
  // `library` outlives the face. null: `error` says what is wrong with the file.
  static std::unique_ptr<FontFace> Create(FT_Library library, const std::string& path, std::string* error);
  ~FontFace();
  FontFace(const FontFace&) = delete;
  FontFace& operator=(const FontFace&) = delete;

  hb_face_t* shaping() const { return shaping_; }
  cairo_font_face_t* drawing() const { return drawing_; }

 private:
  FontFace() = default;

  void* data_ = nullptr;
  size_t size_ = 0;
  FT_Face face_ = nullptr;
  hb_face_t* shaping_ = nullptr;
  cairo_font_face_t* drawing_ = nullptr;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_TEXT_FONT_FACE_H_
