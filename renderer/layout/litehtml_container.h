// LitehtmlContainer: what litehtml asks of its surroundings: fonts, widths, images, the viewport; and where it draws.
// Belongs to one LayoutEngine; main thread.
#ifndef BULKHEAD_RENDERER_LAYOUT_LITEHTML_CONTAINER_H_
#define BULKHEAD_RENDERER_LAYOUT_LITEHTML_CONTAINER_H_

#include <litehtml.h>

#include <functional>
#include <memory>
#include <string>

#include "renderer/layout/recorder.h"

namespace bulkhead {

class FontSet;
class LayoutImages;

class LitehtmlContainer final : public litehtml::document_container {
 public:
  LitehtmlContainer(FontSet& fonts, LayoutImages& images) : fonts_(fonts), images_(images) {}
  virtual ~LitehtmlContainer() = default;

  void set_viewport(int width, int height);
  // While set, drawing goes there.
  void set_recorder(Recorder* recorder) { recorder_ = recorder; }
  // Asked for each element first; null: litehtml makes its own.
  std::function<litehtml::element::ptr(const char* tag, const std::shared_ptr<litehtml::document>& document)> factory;

  litehtml::uint_ptr create_font(const char* families, int size, int weight, litehtml::font_style style,
                                 unsigned decoration, litehtml::font_metrics* metrics) override;
  void delete_font(litehtml::uint_ptr font) override;
  int text_width(const char* text, litehtml::uint_ptr font) override;
  void draw_text(litehtml::uint_ptr, const char* text, litehtml::uint_ptr font, litehtml::web_color color,
                 const litehtml::position& position) override;
  int pt_to_px(int pt) const override;
  int get_default_font_size() const override;
  const char* get_default_font_name() const override;
  void draw_list_marker(litehtml::uint_ptr, const litehtml::list_marker& marker) override;
  void load_image(const char* source, const char* base, bool redraw) override;
  void get_image_size(const char* source, const char* base, litehtml::size& size) override;
  void draw_background(litehtml::uint_ptr, const litehtml::background_paint& background) override;
  void draw_borders(litehtml::uint_ptr, const litehtml::borders& borders, const litehtml::position& position,
                    bool root) override;
  void set_caption(const char*) override {}
  void set_base_url(const char*) override {}
  void link(const std::shared_ptr<litehtml::document>&, const litehtml::element::ptr&) override {}
  void on_anchor_click(const char*, const litehtml::element::ptr&) override {}
  void set_cursor(const char*) override {}
  void transform_text(std::string& text, litehtml::text_transform transform) override;
  void import_css(std::string&, const std::string&, std::string&) override {}
  void set_clip(const litehtml::position& position, const litehtml::border_radiuses& radii, bool valid_x,
                bool valid_y) override;
  void del_clip() override;
  void get_client_rect(litehtml::position& client) const override;
  litehtml::element::ptr create_element(const char* tag, const litehtml::string_map& attributes,
                                        const std::shared_ptr<litehtml::document>& document) override;
  void get_media_features(litehtml::media_features& media) const override;
  void get_language(std::string& language, std::string& culture) const override;

 private:
  FontSet& fonts_;
  LayoutImages& images_;
  Recorder* recorder_ = nullptr;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_LITEHTML_CONTAINER_H_
