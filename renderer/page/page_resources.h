// PageResources: the requests of one page that are under way, each with what happens when it ends. Main thread.
#ifndef BULKHEAD_RENDERER_PAGE_PAGE_RESOURCES_H_
#define BULKHEAD_RENDERER_PAGE_PAGE_RESOURCES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bulkhead {

class BitmapImage;
class PageClient;

class PageResources {
 public:
  // A page that asks for more gets no answer but a refusal at once.
  static constexpr uint32_t kMaxRequests = 2000;

  using FileDone = std::function<void(std::optional<std::string> bytes)>;
  using ImageDone = std::function<void(std::shared_ptr<const BitmapImage> image)>;

  // `page_url` names the page in what is told to the console.
  PageResources(PageClient& client, std::string page_url) : client_(client), page_url_(std::move(page_url)) {}

  // A file beneath the page's directory. `done` gets nullopt when it cannot be had; the console was told then. May be
  // called before this returns.
  void RequestFile(const std::string& url, FileDone done);
  // Bytes → pixels, by a worker. `done` gets null when they are no image.
  void DecodeImage(std::string encoded, const std::string& url, ImageDone done);

  // Answers; false: nobody waits for it.
  bool OnFile(uint32_t request, std::optional<std::string> bytes, std::string_view refusal);
  bool OnImage(uint32_t request, std::shared_ptr<const BitmapImage> image);

  size_t pending() const { return files_.size() + images_.size(); }

 private:
  struct File {
    std::string url;
    FileDone done;
  };
  struct Image {
    std::string url;
    ImageDone done;
  };
  void Complain(const std::string& url, std::string_view why);

  PageClient& client_;
  const std::string page_url_;
  uint32_t last_request_ = 0;
  std::map<uint32_t, File> files_;
  std::map<uint32_t, Image> images_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_PAGE_RESOURCES_H_
