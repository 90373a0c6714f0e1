// One way to give Cairo a colour of ours.
#ifndef BULKHEAD_RENDERER_RASTER_SOURCE_COLOR_H_
#define BULKHEAD_RENDERER_RASTER_SOURCE_COLOR_H_

#include <cairo.h>

#include "renderer/paint/display_list.h"

namespace bulkhead {

inline void SetColor(cairo_t* cairo, Color color) {
  cairo_set_source_rgba(cairo, color.red / 255.0, color.green / 255.0, color.blue / 255.0, color.alpha / 255.0);
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_SOURCE_COLOR_H_
