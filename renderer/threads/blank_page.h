// BlankPage: a page without content: what a renderer shows where no page engine was built in.
#ifndef BULKHEAD_RENDERER_THREADS_BLANK_PAGE_H_
#define BULKHEAD_RENDERER_THREADS_BLANK_PAGE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "renderer/page/page.h"

namespace bulkhead {

class BlankPage final : public Page {
 public:
  static std::unique_ptr<Page> Create(PageEngine&, PageOptions options, PageClient& client) {
    return std::make_unique<BlankPage>(options, client);
  }
  BlankPage(const PageOptions& options, PageClient& client)
      : width_(options.width), height_(options.height), client_(client) {}

  void Load(std::string) override {
    client_.ScheduleFrame();
    client_.OnLoaded();
  }
  void OnResource(uint32_t, std::optional<std::string>, std::string_view) override {}
  void OnImageDecoded(uint32_t, std::shared_ptr<const BitmapImage>) override {}
  void RunTimers() override {}
  std::optional<Commit> OnBeginFrame(TimePoint) override {
    Commit commit;
    commit.list = std::make_shared<const DisplayList>();
    commit.content_width = width_;
    commit.content_height = height_;
    return commit;
  }

 private:
  const int width_;
  const int height_;
  PageClient& client_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_BLANK_PAGE_H_
