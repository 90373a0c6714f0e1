#include "renderer/raster/item_painter.h"

#include <algorithm>

#include "renderer/paint/bitmap_image.h"
#include "renderer/raster/border_painter.h"
#include "renderer/raster/rounded_path.h"
#include "renderer/raster/source_color.h"
#include "renderer/text/scaled_font.h"

namespace bulkhead {
ItemPainter::ItemPainter(cairo_surface_t* surface, const Rect& tile) : tile_(tile), cairo_(cairo_create(surface)) {
  cairo_translate(cairo_, -tile.x, -tile.y);
  cairo_save(cairo_);
}

ItemPainter::~ItemPainter() {
  cairo_destroy(cairo_);
}

void ItemPainter::Draw(const RasterList& list, const RasterList::Entry& entry) {
  SetClip(list, entry);
  std::visit([this](const auto& item) { Paint(item); }, list.item(entry));
}

void ItemPainter::SetClip(const RasterList& list, const RasterList::Entry& entry) {
  // A clip that the whole tile lies inside is none.
  const Rect clip = Covers(entry.clip, tile_) ? RasterList::kEverywhere : entry.clip;
  if (clip == clip_ && entry.rounded == rounded_) {
    return;
  }
  clip_ = clip;
  rounded_ = entry.rounded;
  cairo_restore(cairo_);
  cairo_save(cairo_);
  if (clip != RasterList::kEverywhere) {
    const Rect part = Intersection(clip, tile_);
    cairo_rectangle(cairo_, part.x, part.y, part.width, part.height);
    cairo_clip(cairo_);
  }
  for (int32_t index = entry.rounded; index != RasterList::kNoClip; index = list.rounded(index).outer) {
    const RasterList::RoundedClip& rounded = list.rounded(index);
    AppendRoundedRect(cairo_, RoundedRect::From(rounded.rect, rounded.radii));
    cairo_clip(cairo_);
  }
}

void ItemPainter::Paint(const FillItem& item) {
  SetColor(cairo_, item.color);
  if (item.radii.square()) {
    // No larger than the tile: Cairo counts in 24 bits and a fraction.
    const Rect part = Intersection(ClampRect(item.rect), tile_);
    cairo_rectangle(cairo_, part.x, part.y, part.width, part.height);
  } else {
    AppendRoundedRect(cairo_, RoundedRect::From(ClampRect(item.rect), item.radii));
  }
  cairo_fill(cairo_);
}

void ItemPainter::Paint(const BorderItem& item) {
  PaintBorder(cairo_, item);
}

void ItemPainter::Paint(const TextItem& item) {
  SetColor(cairo_, item.color);
  cairo_set_scaled_font(cairo_, item.run->font->cairo());
  glyphs_.clear();
  for (const Glyph& glyph : item.run->glyphs) {
    glyphs_.push_back({glyph.index, double{item.x} + glyph.x, double{item.y} + glyph.y});
  }
  cairo_show_glyphs(cairo_, glyphs_.data(), static_cast<int>(glyphs_.size()));
}

void ItemPainter::Paint(const ImageItem& item) {
  const BitmapImage& image = *item.image;
  // Cairo only reads a source.
  cairo_surface_t* surface =
      cairo_image_surface_create_for_data(const_cast<unsigned char*>(image.pixels()), CAIRO_FORMAT_ARGB32,
                                          image.width(), image.height(), image.stride());
  cairo_pattern_t* pattern = cairo_pattern_create_for_surface(surface);
  const double scale_x = static_cast<double>(image.width()) / item.rect.width;
  const double scale_y = static_cast<double>(image.height()) / item.rect.height;
  const bool repeated = item.repeat_x || item.repeat_y;
  cairo_pattern_set_extend(pattern, repeated ? CAIRO_EXTEND_REPEAT : CAIRO_EXTEND_PAD);
  // Unscaled pixels are copied as they are.
  const bool scaled = item.rect.width != image.width() || item.rect.height != image.height();
  cairo_pattern_set_filter(pattern, scaled ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST);
  cairo_matrix_t matrix;
  cairo_matrix_init(&matrix, scale_x, 0, 0, scale_y, -item.rect.x * scale_x, -item.rect.y * scale_y);
  cairo_pattern_set_matrix(pattern, &matrix);
  cairo_set_source(cairo_, pattern);

  Rect part = Intersection(ClampRect(item.clip), tile_);
  const Rect rect = ClampRect(item.rect);
  if (!item.repeat_x) {
    part = Intersection(part, {rect.x, part.y, rect.width, part.height});
  }
  if (!item.repeat_y) {
    part = Intersection(part, {part.x, rect.y, part.width, rect.height});
  }
  if (!part.empty()) {
    cairo_rectangle(cairo_, part.x, part.y, part.width, part.height);
    cairo_fill(cairo_);
  }
  // The context still holds the pattern, and the pattern borrowed pixels.
  cairo_set_source_rgba(cairo_, 0, 0, 0, 1);
  cairo_pattern_destroy(pattern);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
}

void ItemPainter::Paint(const EllipseItem& item) {
  const Rect rect = ClampRect(item.rect);
  SetColor(cairo_, item.color);
  // A circle list marker is one pixel wide, drawn inside its box.
  const double inset = item.filled ? 0 : 0.5;
  const double width = rect.width - 2 * inset;
  const double height = rect.height - 2 * inset;
  if (width <= 0 || height <= 0) {
    return;
  }
  AppendRoundedRect(cairo_, RoundedRect::Ellipse(rect.x + inset, rect.y + inset, width, height));
  if (item.filled) {
    cairo_fill(cairo_);
  } else {
    cairo_set_line_width(cairo_, 1);
    cairo_stroke(cairo_);
  }
}

}  // namespace bulkhead
