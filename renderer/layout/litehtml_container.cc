#include "renderer/layout/litehtml_container.h"

#include <algorithm>
#include <cmath>

#include "renderer/layout/layout_images.h"
#include "renderer/layout/text_transform.h"
#include "renderer/paint/bitmap_image.h"
#include "renderer/text/font_set.h"

namespace bulkhead {
namespace {

// What litehtml holds as a font.
struct FontHandle {
  const Font* font;
  unsigned decoration;
};

const FontHandle& HandleOf(litehtml::uint_ptr font) {
  return *reinterpret_cast<const FontHandle*>(font);
}

// litehtml's int may have overflown on the way (999999em of a huge font): brought back to where sums cannot.
Rect ToRect(const litehtml::position& position) {
  constexpr int kFar = Recorder::kFixedOffset / 2 - 1;
  int x = position.x;
  x = x >= Recorder::kFixedOffset / 2 ? std::min(x, Recorder::kFixedOffset + kFar) : std::max(x, -kFar);
  return {x, std::clamp(position.y, -kFar, kFar), std::clamp(position.width, 0, kFar),
          std::clamp(position.height, 0, kFar)};
}

Color ToColor(const litehtml::web_color& color) {
  return {color.red, color.green, color.blue, color.alpha};
}

CornerRadii ToRadii(const litehtml::border_radiuses& radii) {
  CornerRadii result{{radii.top_left_x, radii.top_left_y, radii.top_right_x, radii.top_right_y, radii.bottom_right_x,
                      radii.bottom_right_y, radii.bottom_left_x, radii.bottom_left_y}};
  for (int& value : result.values) {
    value = std::max(0, value);
  }
  return result;
}

BorderSide ToSide(const litehtml::border& border) {
  BorderSide side;
  side.width = std::max(0, border.width);
  side.color = ToColor(border.color);
  switch (border.style) {
    case litehtml::border_style_none:
    case litehtml::border_style_hidden: side.style = 0; break;
    case litehtml::border_style_dotted: side.style = 2; break;
    case litehtml::border_style_dashed: side.style = 3; break;
    case litehtml::border_style_double: side.style = 4; break;
    default: side.style = 1; break;
  }
  if (side.style == 0 || side.color.alpha == 0) {
    side = BorderSide();
  }
  return side;
}

bool IsBlank(const char* text) {
  for (; *text; ++text) {
    if (*text != ' ' && *text != '\t' && *text != '\n' && *text != '\r' && *text != '\f') {
      return false;
    }
  }
  return true;
}

}  // namespace

void LitehtmlContainer::set_viewport(int width, int height) {
  width_ = width;
  height_ = height;
}

litehtml::uint_ptr LitehtmlContainer::create_font(const char* families, int size, int weight, litehtml::font_style style,
                                                  unsigned decoration, litehtml::font_metrics* metrics) {
  const Font& font = fonts_.Get(families ? families : "", size, weight, style == litehtml::fontStyleItalic);
  if (metrics) {
    metrics->ascent = font.metrics().ascent;
    metrics->descent = font.metrics().descent;
    metrics->height = font.metrics().height;
    metrics->x_height = font.metrics().x_height;
    // Spaces are drawn only for their underline.
    metrics->draw_spaces = decoration != 0;
  }
  return reinterpret_cast<litehtml::uint_ptr>(new FontHandle{&font, decoration});
}

void LitehtmlContainer::delete_font(litehtml::uint_ptr font) {
  delete reinterpret_cast<FontHandle*>(font);
}

int LitehtmlContainer::text_width(const char* text, litehtml::uint_ptr font) {
  if (!text || !*text) {
    return 0;
  }
  const Font& shaper = *HandleOf(font).font;
  if (*text == '\t') {
    return static_cast<int>(std::lround(fonts_.Shape(shaper, " ")->advance * 8));
  }
  if (IsBlank(text)) {
    return static_cast<int>(std::lround(fonts_.Shape(shaper, " ")->advance));
  }
  return static_cast<int>(std::lround(fonts_.Shape(shaper, text)->advance));
}

void LitehtmlContainer::draw_text(litehtml::uint_ptr, const char* text, litehtml::uint_ptr font,
                                  litehtml::web_color color, const litehtml::position& given) {
  if (!recorder_ || !text) {
    return;
  }
  const Rect position = ToRect(given);
  const FontHandle& handle = HandleOf(font);
  const FontMetrics& metrics = handle.font->metrics();
  int baseline = position.y + metrics.ascent + (position.height - metrics.ascent - metrics.descent) / 2;
  if (!IsBlank(text)) {
    // Slanted glyphs and accents reach out of their advance and line.
    int margin = handle.font->size() / 3 + 1;
    std::shared_ptr<const GlyphRun> run = fonts_.Shape(*handle.font, text);
    int width = std::max(position.width, static_cast<int>(std::ceil(run->advance)));
    Rect bounds{position.x - margin, baseline - metrics.ascent - margin / 2, width + 2 * margin,
                metrics.ascent + metrics.descent + margin};
    recorder_->Text(std::move(run), position.x, baseline, ToColor(color), bounds);
  }
  if (handle.decoration == 0) {
    return;
  }
  int thickness = std::max(1, handle.font->size() / 14);
  auto line = [&](int y) {
    recorder_->Fill({position.x, y, position.width, thickness}, {}, ToColor(color));
  };
  if (handle.decoration & litehtml::font_decoration_underline) {
    line(baseline + std::max(1, handle.font->size() / 10));
  }
  if (handle.decoration & litehtml::font_decoration_linethrough) {
    line(baseline - metrics.x_height / 2);
  }
  if (handle.decoration & litehtml::font_decoration_overline) {
    line(baseline - metrics.ascent);
  }
}

int LitehtmlContainer::pt_to_px(int pt) const {
  return static_cast<int>(std::lround(pt * 96.0 / 72));
}

int LitehtmlContainer::get_default_font_size() const {
  return 16;
}

const char* LitehtmlContainer::get_default_font_name() const {
  return "sans-serif";
}

void LitehtmlContainer::draw_list_marker(litehtml::uint_ptr, const litehtml::list_marker& marker) {
  if (!recorder_) {
    return;
  }
  if (!marker.image.empty()) {
    if (auto image = images_.Find(marker.image, marker.baseurl ? marker.baseurl : "")) {
      Rect rect = ToRect(marker.pos);
      recorder_->Image({std::move(image), rect, rect, false, false});
      return;
    }
  }
  const Color color = ToColor(marker.color);
  const Rect rect = ToRect(marker.pos);
  switch (marker.marker_type) {
    case litehtml::list_style_type_circle: recorder_->Ellipse({rect, color, false}); break;
    case litehtml::list_style_type_disc: recorder_->Ellipse({rect, color, true}); break;
    case litehtml::list_style_type_square: recorder_->Fill(rect, {}, color); break;
    default: break;
  }
}

void LitehtmlContainer::load_image(const char* source, const char* base, bool) {
  if (source && *source) {
    images_.Find(source, base ? base : "");
  }
}

void LitehtmlContainer::get_image_size(const char* source, const char* base, litehtml::size& size) {
  size = litehtml::size();
  if (!source || !*source) {
    return;
  }
  if (auto image = images_.Find(source, base ? base : "")) {
    size.width = image->width();
    size.height = image->height();
  }
}

void LitehtmlContainer::draw_background(litehtml::uint_ptr, const litehtml::background_paint& background) {
  if (!recorder_) {
    return;
  }
  const Color color = ToColor(background.color);
  const CornerRadii radii = ToRadii(background.border_radius);
  if (background.is_root) {
    if (color.alpha != 0) {
      recorder_->SetCanvas(color);
    }
  } else {
    recorder_->Fill(ToRect(background.clip_box), radii, color);
  }
  if (background.image.empty()) {
    return;
  }
  std::shared_ptr<const BitmapImage> image = images_.Find(background.image, background.baseurl);
  if (!image) {
    return;
  }
  ImageItem item;
  item.rect = ToRect({background.position_x, background.position_y, background.image_size.width,
                      background.image_size.height});
  item.clip = ToRect(background.clip_box);
  item.repeat_x = background.repeat == litehtml::background_repeat_repeat ||
                  background.repeat == litehtml::background_repeat_repeat_x;
  item.repeat_y = background.repeat == litehtml::background_repeat_repeat ||
                  background.repeat == litehtml::background_repeat_repeat_y;
  item.image = std::move(image);
  if (radii.square()) {
    recorder_->Image(std::move(item));
  } else {
    recorder_->PushClip(ToRect(background.border_box), radii);
    recorder_->Image(std::move(item));
    recorder_->PopClip();
  }
}

void LitehtmlContainer::draw_borders(litehtml::uint_ptr, const litehtml::borders& borders,
                                     const litehtml::position& position, bool) {
  if (!recorder_) {
    return;
  }
  BorderItem item;
  item.rect = ToRect(position);
  item.radii = ToRadii(borders.radius);
  item.left = ToSide(borders.left);
  item.top = ToSide(borders.top);
  item.right = ToSide(borders.right);
  item.bottom = ToSide(borders.bottom);
  if (item.left.width + item.top.width + item.right.width + item.bottom.width > 0) {
    recorder_->Border(std::move(item));
  }
}

void LitehtmlContainer::transform_text(std::string& text, litehtml::text_transform transform) {
  switch (transform) {
    case litehtml::text_transform_capitalize: text = Capitalize(text); break;
    case litehtml::text_transform_uppercase: text = ToUpper(text); break;
    case litehtml::text_transform_lowercase: text = ToLower(text); break;
    case litehtml::text_transform_none: break;
  }
}

void LitehtmlContainer::set_clip(const litehtml::position& position, const litehtml::border_radiuses& radii, bool valid_x,
                                 bool valid_y) {
  if (!recorder_) {
    return;
  }
  Rect rect = ToRect(position);
  if (!valid_y) {
    rect.y = 0;
    rect.height = Recorder::kFixedOffset;
  }
  if (!valid_x) {
    bool fixed = rect.x >= Recorder::kFixedOffset / 2;
    rect.x = fixed ? Recorder::kFixedOffset : 0;
    rect.width = Recorder::kFixedOffset / 4;
  }
  recorder_->PushClip(rect, ToRadii(radii));
}

void LitehtmlContainer::del_clip() {
  if (recorder_) {
    recorder_->PopClip();
  }
}

void LitehtmlContainer::get_client_rect(litehtml::position& client) const {
  client = litehtml::position(recorder_ ? Recorder::kFixedOffset : 0, 0, width_, height_);
}

litehtml::element::ptr LitehtmlContainer::create_element(const char* tag, const litehtml::string_map&,
                                                         const std::shared_ptr<litehtml::document>& document) {
  return factory ? factory(tag, document) : nullptr;
}

void LitehtmlContainer::get_media_features(litehtml::media_features& media) const {
  media.type = litehtml::media_type_screen;
  media.width = width_;
  media.height = height_;
  media.device_width = width_;
  media.device_height = height_;
  media.color = 8;
  media.monochrome = 0;
  media.color_index = 256;
  media.resolution = 96;
}

void LitehtmlContainer::get_language(std::string& language, std::string& culture) const {
  language = "en";
  culture = "";
}

}  // namespace bulkhead
