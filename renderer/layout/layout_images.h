// LayoutImages: where layout gets decoded images. Implemented by the page. Main thread, called during layout and recording.
#ifndef BULKHEAD_RENDERER_LAYOUT_LAYOUT_IMAGES_H_
#define BULKHEAD_RENDERER_LAYOUT_LAYOUT_IMAGES_H_

#include <memory>
#include <string_view>

namespace bulkhead {

class BitmapImage;

class LayoutImages {
 public:
  virtual ~LayoutImages() = default;
  // `url` relative to `base` ("" for the page itself). null: not here (yet); asking makes the page load it.
  virtual std::shared_ptr<const BitmapImage> Find(std::string_view url, std::string_view base) = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_LAYOUT_IMAGES_H_
