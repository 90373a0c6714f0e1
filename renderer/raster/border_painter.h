// Borders: solid, dotted, dashed and double, each side of its own width, style and colour, with rounded corners.
#ifndef BULKHEAD_RENDERER_RASTER_BORDER_PAINTER_H_
#define BULKHEAD_RENDERER_RASTER_BORDER_PAINTER_H_

#include <cairo.h>

#include "renderer/paint/display_list.h"

namespace bulkhead {

// Draws `border` in the current user space (page pixels).
void PaintBorder(cairo_t* cairo, const BorderItem& border);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_BORDER_PAINTER_H_
