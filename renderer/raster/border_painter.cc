#include "renderer/raster/border_painter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "renderer/raster/raster_list.h"
#include "renderer/raster/rounded_path.h"
#include "renderer/raster/source_color.h"

namespace bulkhead {
namespace {

enum Style { kNone = 0, kSolid = 1, kDotted = 2, kDashed = 3, kDouble = 4 };
// In periods of its pattern: a rounded border longer than that is drawn solid.
constexpr double kLongestBrokenCurve = 20'000;

enum Side { kLeft, kTop, kRight, kBottom };

struct Box {
  RoundedRect outer;
  std::array<double, 4> widths{};  // by Side

  // The outline at `share` of the border's depth: 0 outer edge, 1 inner edge.
  RoundedRect At(double share) const {
    return outer.Inset(widths[kLeft] * share, widths[kTop] * share, widths[kRight] * share, widths[kBottom] * share);
  }
};

bool Visible(const BorderSide& side) {
  return side.width > 0 && side.style >= kSolid && side.style <= kDouble && side.color.alpha > 0;
}

void FillRing(cairo_t* cairo, const RoundedRect& outer, const RoundedRect& inner) {
  cairo_set_fill_rule(cairo, CAIRO_FILL_RULE_EVEN_ODD);
  AppendRoundedRect(cairo, outer);
  AppendRoundedRect(cairo, inner);
  cairo_fill(cairo);
}

// Limits drawing to one side: a wedge between the two mitres, long enough to take in the inner curve of round corners.
void ClipToSide(cairo_t* cairo, const Box& box, Side side) {
  const RoundedRect& outer = box.outer;
  const double left = outer.x;
  const double top = outer.y;
  const double right = outer.x + outer.width;
  const double bottom = outer.y + outer.height;
  const auto& w = box.widths;
  const bool horizontal = side == kTop || side == kBottom;
  const double depth = std::max(w[side], 1.0);
  const double across = horizontal ? w[kLeft] + w[kRight] : w[kTop] + w[kBottom];
  const double length = horizontal ? outer.width : outer.height;
  const double thickness = horizontal ? outer.height : outer.width;
  double reach = thickness / 2 / depth;
  if (across > 0) {
    reach = std::min(reach, length / across);
  }
  reach = std::max(reach, 1.0);
  const double begin = reach * (horizontal ? w[kLeft] : w[kTop]);
  const double end = reach * (horizontal ? w[kRight] : w[kBottom]);
  const double in = reach * depth;
  switch (side) {
    case kTop:
      cairo_move_to(cairo, left, top);
      cairo_line_to(cairo, right, top);
      cairo_line_to(cairo, right - end, top + in);
      cairo_line_to(cairo, left + begin, top + in);
      break;
    case kBottom:
      cairo_move_to(cairo, left, bottom);
      cairo_line_to(cairo, right, bottom);
      cairo_line_to(cairo, right - end, bottom - in);
      cairo_line_to(cairo, left + begin, bottom - in);
      break;
    case kLeft:
      cairo_move_to(cairo, left, top);
      cairo_line_to(cairo, left, bottom);
      cairo_line_to(cairo, left + in, bottom - end);
      cairo_line_to(cairo, left + in, top + begin);
      break;
    case kRight:
      cairo_move_to(cairo, right, top);
      cairo_line_to(cairo, right, bottom);
      cairo_line_to(cairo, right - in, bottom - end);
      cairo_line_to(cairo, right - in, top + begin);
      break;
  }
  cairo_close_path(cairo);
  cairo_clip(cairo);
}

// The part of a straight line that a pattern of `period` must be stroked for: what the clip shows, moved by whole periods.
// Without this a border a million pixels long costs a million dashes in each tile.
void CutToClip(double clip_begin, double clip_end, double period, double width, double& begin, double& end) {
  const double skipped = std::floor((clip_begin - width - begin) / period) * period;
  begin += std::max(0.0, skipped);
  end = std::min(end, clip_end + width + period);
}

void StrokeBroken(cairo_t* cairo, const Box& box, Side side, Style style) {
  const double width = box.widths[side];
  // Dots are a pen's points a dot apart; dashes are two widths long and one apart. Thin dots are squares: a round one
  // pixel wide is a grey smudge.
  const bool points = style == kDotted && width > 2;
  std::array<double, 2> dashes{2 * width, width};
  if (style == kDotted) {
    dashes = points ? std::array<double, 2>{0, 2 * width} : std::array<double, 2>{width, width};
  }
  const double period = dashes[0] + dashes[1];
  const RoundedRect middle = box.At(0.5);
  if (box.outer.radii != std::array<double, 8>{}) {
    if (middle.width + middle.height > kLongestBrokenCurve * period) {
      FillRing(cairo, box.outer, box.At(1));
      return;
    }
    AppendRoundedRect(cairo, middle);
  } else {
    double clip_left, clip_top, clip_right, clip_bottom;
    cairo_clip_extents(cairo, &clip_left, &clip_top, &clip_right, &clip_bottom);
    double left = middle.x;
    double top = middle.y;
    double right = middle.x + middle.width;
    double bottom = middle.y + middle.height;
    if (side == kTop || side == kBottom) {
      CutToClip(clip_left, clip_right, period, width, left, right);
      const double y = side == kTop ? top : bottom;
      cairo_move_to(cairo, left, y);
      cairo_line_to(cairo, std::max(left, right), y);
    } else {
      CutToClip(clip_top, clip_bottom, period, width, top, bottom);
      const double x = side == kLeft ? left : right;
      cairo_move_to(cairo, x, top);
      cairo_line_to(cairo, x, std::max(top, bottom));
    }
  }
  cairo_set_dash(cairo, dashes.data(), 2, 0);
  cairo_set_line_cap(cairo, points ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width(cairo, width);
  cairo_stroke(cairo);
  cairo_set_dash(cairo, nullptr, 0, 0);
}

void PaintSide(cairo_t* cairo, const Box& box, Side side, const BorderSide& look) {
  SetColor(cairo, look.color);
  switch (look.style) {
    case kDotted:
    case kDashed:
      StrokeBroken(cairo, box, side, static_cast<Style>(look.style));
      break;
    case kDouble:
      if (box.widths[side] >= 3) {
        FillRing(cairo, box.outer, box.At(1.0 / 3));
        FillRing(cairo, box.At(2.0 / 3), box.At(1));
        break;
      }
      [[fallthrough]];  // no room for two lines
    default:
      FillRing(cairo, box.outer, box.At(1));
  }
}

}  // namespace

void PaintBorder(cairo_t* cairo, const BorderItem& border) {
  const std::array<const BorderSide*, 4> sides{&border.left, &border.top, &border.right, &border.bottom};
  Box box{RoundedRect::From(ClampRect(border.rect), border.radii), {}};
  int visible = 0;
  for (size_t i = 0; i < sides.size(); ++i) {
    // A side without style takes no room; one cannot be wider than the box.
    const double limit = i % 2 == kLeft ? box.outer.width : box.outer.height;
    box.widths[i] = Visible(*sides[i]) ? std::min<double>(sides[i]->width, limit) : 0;
    visible += Visible(*sides[i]) ? 1 : 0;
  }
  if (visible == 0) {
    return;
  }
  const bool alike = std::all_of(sides.begin(), sides.end(), [&](const BorderSide* side) {
    return Visible(*side) && side->style == border.left.style && side->color == border.left.color;
  });
  if (alike && (border.left.style == kSolid || border.left.style == kDouble)) {
    PaintSide(cairo, box, kLeft, border.left);
    return;
  }
  for (size_t i = 0; i < sides.size(); ++i) {
    if (!Visible(*sides[i])) {
      continue;
    }
    cairo_save(cairo);
    if (visible > 1) {
      ClipToSide(cairo, box, static_cast<Side>(i));
    }
    PaintSide(cairo, box, static_cast<Side>(i), *sides[i]);
    cairo_restore(cairo);
  }
}

}  // namespace bulkhead
