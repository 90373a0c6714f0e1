#include "renderer/page/page_images.h"

#include <optional>
#include <utility>

#include "renderer/page/page_resources.h"
#include "renderer/page/url.h"

namespace bulkhead {

std::shared_ptr<const BitmapImage> PageImages::Find(std::string_view url, std::string_view base) {
  const std::string resolved = ResolveUrl(base, url);
  if (resolved.empty()) {
    return nullptr;
  }
  auto [found, made] = images_.try_emplace(resolved);
  if (!made) {
    return found->second;
  }
  if (resolved.starts_with("data:")) {
    if (std::optional<std::string> bytes = DecodeDataUrl(resolved)) {
      Decode(resolved, *std::move(bytes));
    }
    return nullptr;
  }
  resources_.RequestFile(resolved, [this, resolved](std::optional<std::string> bytes) {
    if (bytes) {
      Decode(resolved, *std::move(bytes));
    } else {
      on_change_();
    }
  });
  return nullptr;
}

void PageImages::Decode(const std::string& url, std::string encoded) {
  resources_.DecodeImage(std::move(encoded), url, [this, url](std::shared_ptr<const BitmapImage> image) {
    images_[url] = std::move(image);
    on_change_();
  });
}

}  // namespace bulkhead
