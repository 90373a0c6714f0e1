#include "renderer/page/page_resources.h"

#include <utility>

#include "renderer/page/page_client.h"

namespace bulkhead {

void PageResources::Complain(const std::string& url, std::string_view why) {
  ConsoleLine line;
  line.level = ConsoleLevel::kError;
  line.text = "cannot load " + url.substr(0, 200) + ": " + std::string(why);
  line.source = page_url_;
  client_.OnConsole(line);
}

void PageResources::RequestFile(const std::string& url, FileDone done) {
  if (url.empty() || last_request_ >= kMaxRequests) {
    Complain(url, url.empty() ? "the address is empty" : "the page asked for too many files");
    done(std::nullopt);
    return;
  }
  uint32_t request = ++last_request_;
  files_.emplace(request, File{url, std::move(done)});
  client_.RequestResource(request, url);
}

void PageResources::DecodeImage(std::string encoded, const std::string& url, ImageDone done) {
  uint32_t request = ++last_request_;
  images_.emplace(request, Image{url, std::move(done)});
  client_.DecodeImage(request, std::move(encoded));
}

bool PageResources::OnFile(uint32_t request, std::optional<std::string> bytes, std::string_view refusal) {
  auto found = files_.find(request);
  if (found == files_.end()) {
    return false;
  }
  File file = std::move(found->second);
  files_.erase(found);
  if (!bytes) {
    Complain(file.url, refusal.empty() ? "refused" : refusal);
  }
  file.done(std::move(bytes));
  return true;
}

bool PageResources::OnImage(uint32_t request, std::shared_ptr<const BitmapImage> image) {
  auto found = images_.find(request);
  if (found == images_.end()) {
    return false;
  }
  Image waiting = std::move(found->second);
  images_.erase(found);
  if (!image) {
    Complain(waiting.url, "not an image that can be decoded");
  }
  waiting.done(std::move(image));
  return true;
}

}  // namespace bulkhead
