#include "renderer/raster/rounded_path.h"

#include <algorithm>

namespace bulkhead {
namespace {

// How far a Bezier handle reaches for a quarter of a circle of radius 1: 4/3 (sqrt(2) - 1).
constexpr double kQuarter = 0.5522847498;

}  // namespace

RoundedRect RoundedRect::From(const Rect& rect, const CornerRadii& corners) {
  RoundedRect result{static_cast<double>(rect.x), static_cast<double>(rect.y), static_cast<double>(rect.width),
                     static_cast<double>(rect.height), {}};
  for (size_t i = 0; i < corners.values.size(); ++i) {
    result.radii[i] = std::max(0, corners.values[i]);
  }
  const auto& r = result.radii;
  double factor = 1;
  const auto fit = [&factor](double sum, double side) {
    if (sum > side && sum > 0) {
      factor = std::min(factor, side / sum);
    }
  };
  fit(r[0] + r[2], result.width);
  fit(r[4] + r[6], result.width);
  fit(r[1] + r[7], result.height);
  fit(r[3] + r[5], result.height);
  for (double& radius : result.radii) {
    radius *= factor;
  }
  return result;
}

RoundedRect RoundedRect::Ellipse(double x, double y, double width, double height) {
  RoundedRect result{x, y, width, height, {}};
  for (size_t i = 0; i < result.radii.size(); i += 2) {
    result.radii[i] = width / 2;
    result.radii[i + 1] = height / 2;
  }
  return result;
}

RoundedRect RoundedRect::Inset(double left, double top, double right, double bottom) const {
  RoundedRect result = *this;
  result.x += left;
  result.y += top;
  result.width = std::max(0.0, width - left - right);
  result.height = std::max(0.0, height - top - bottom);
  const std::array<double, 8> less{left, top, right, top, right, bottom, left, bottom};
  for (size_t i = 0; i < less.size(); ++i) {
    result.radii[i] = std::max(0.0, radii[i] - less[i]);
  }
  return result;
}

void AppendRoundedRect(cairo_t* cairo, const RoundedRect& rect) {
  const double left = rect.x;
  const double top = rect.y;
  const double right = rect.x + rect.width;
  const double bottom = rect.y + rect.height;
  const auto& r = rect.radii;
  constexpr double k = 1 - kQuarter;
  cairo_new_sub_path(cairo);
  cairo_move_to(cairo, left + r[0], top);
  cairo_line_to(cairo, right - r[2], top);
  cairo_curve_to(cairo, right - r[2] * k, top, right, top + r[3] * k, right, top + r[3]);
  cairo_line_to(cairo, right, bottom - r[5]);
  cairo_curve_to(cairo, right, bottom - r[5] * k, right - r[4] * k, bottom, right - r[4], bottom);
  cairo_line_to(cairo, left + r[6], bottom);
  cairo_curve_to(cairo, left + r[6] * k, bottom, left, bottom - r[7] * k, left, bottom - r[7]);
  cairo_line_to(cairo, left, top + r[1]);
  cairo_curve_to(cairo, left, top + r[1] * k, left + r[0] * k, top, left + r[0], top);
  cairo_close_path(cairo);
}

}  // namespace bulkhead
