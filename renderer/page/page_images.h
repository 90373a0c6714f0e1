// PageImages: the images of one page by address, loaded when layout first asks for one. Main thread.
#ifndef BULKHEAD_RENDERER_PAGE_PAGE_IMAGES_H_
#define BULKHEAD_RENDERER_PAGE_PAGE_IMAGES_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "renderer/layout/layout_images.h"

namespace bulkhead {

class PageResources;

class PageImages final : public LayoutImages {
 public:
  // `on_change`: an image came (sizes change) or failed.
  PageImages(PageResources& resources, std::function<void()> on_change)
      : resources_(resources), on_change_(std::move(on_change)) {}

  std::shared_ptr<const BitmapImage> Find(std::string_view url, std::string_view base) override;

 private:
  void Decode(const std::string& url, std::string encoded);

  PageResources& resources_;
  const std::function<void()> on_change_;
  // null: on its way, or failed.
  std::unordered_map<std::string, std::shared_ptr<const BitmapImage>> images_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_PAGE_IMAGES_H_
