// RoundedRect: a rectangle with elliptic corners as a Cairo path.
#ifndef BULKHEAD_RENDERER_RASTER_ROUNDED_PATH_H_
#define BULKHEAD_RENDERER_RASTER_ROUNDED_PATH_H_

#include <cairo.h>

#include <array>

#include "renderer/paint/display_list.h"

namespace bulkhead {

struct RoundedRect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
  std::array<double, 8> radii{};  // as CornerRadii

  // Radii that overlap are scaled down together, as CSS has it; negative ones count as none.
  static RoundedRect From(const Rect& rect, const CornerRadii& radii);
  static RoundedRect Ellipse(double x, double y, double width, double height);
  // Smaller by so much on each side, corners concentric. Never smaller than nothing.
  RoundedRect Inset(double left, double top, double right, double bottom) const;
};

// Adds the closed outline, clockwise, to the current path.
void AppendRoundedRect(cairo_t* cairo, const RoundedRect& rect);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_RASTER_ROUNDED_PATH_H_
