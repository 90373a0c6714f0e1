// ItemPainter: draws display items onto one tile's surface. Made and used by one worker.
#ifndef BULKHEAD_RENDERER_RASTER_ITEM_PAINTER_H_
#define BULKHEAD_RENDERER_RASTER_ITEM_PAINTER_H_

#include <cairo.h>

#include <vector>

#include "renderer/raster/raster_list.h"

namespace bulkhead {

class ItemPainter {
 public:
  // `tile`: the page rectangle that `surface` shows.
  ItemPainter(cairo_surface_t* surface, const Rect& tile);
  ~ItemPainter();
  ItemPainter(const ItemPainter&) = delete;
  ItemPainter& operator=(const ItemPainter&) = delete;

  void Draw(const RasterList& list, const RasterList::Entry& entry);

 private:
  void SetClip(const RasterList& list, const RasterList::Entry& entry);
  void Paint(const FillItem& item);
  void Paint(const BorderItem& item);
  void Paint(const TextItem& item);
  void Paint(const ImageItem& item);
  void Paint(const EllipseItem& item);
  void Paint(const PushClipItem&) {}
  void Paint(const PopClipItem&) {}

  const Rect tile_;
  cairo_t* const cairo_;
  // What is set now, so that neighbours with the same clip do not set it again.
  Rect clip_ = RasterList::kEverywhere;
  int32_t rounded_ = RasterList::kNoClip;
  std::vector<cairo_glyph_t> glyphs_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_ITEM_PAINTER_H_
