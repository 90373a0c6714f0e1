// FakePageClient: a page's surroundings for tests. Files come from a map, when the test says so; time stands still until moved.
#ifndef BULKHEAD_TESTS_UNIT_PAGE_FAKE_PAGE_CLIENT_H_
#define BULKHEAD_TESTS_UNIT_PAGE_FAKE_PAGE_CLIENT_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "renderer/page/page.h"
#include "renderer/page/page_client.h"
#include "renderer/paint/bitmap_image.h"

namespace bulkhead {

class FakePageClient final : public PageClient {
 public:
  TimePoint Now() const override { return now; }
  void OnConsole(const ConsoleLine& line) override { console.push_back(line); }
  void OnPageError(const PageError& error) override { errors.push_back(error); }
  void OnTitle(std::string_view title) override { titles.emplace_back(title); }
  void OnLoaded() override { ++loaded; }
  void RequestResource(uint32_t request, std::string_view url) override { requests.emplace_back(request, url); }
  void DecodeImage(uint32_t request, std::string encoded) override { decodes.emplace_back(request, std::move(encoded)); }
  void ScheduleFrame() override { frame_asked = true; }
  void ScheduleTimers(std::optional<TimePoint> due) override { timer = due; }
  std::optional<std::string> PostMessage(std::string json) override {
    messages.push_back(std::move(json));
    return std::nullopt;
  }
  std::optional<std::string> InjectFault(const FaultRequest& fault) override {
    faults.push_back(fault);
    return std::nullopt;
  }

  // Answers all requests from `files`, and what these ask for, in order or from the last one back.
  void Serve(Page& page, bool backwards = false) {
    while (!requests.empty() || !decodes.empty()) {
      if (!requests.empty()) {
        auto [request, url] = backwards ? requests.back() : requests.front();
        requests.erase(backwards ? requests.end() - 1 : requests.begin());
        auto found = files.find(url);
        if (found == files.end()) {
          page.OnResource(request, std::nullopt, "no such file");
        } else {
          page.OnResource(request, found->second, "");
        }
      } else {
        auto [request, encoded] = decodes.front();
        decodes.erase(decodes.begin());
        // "WxH", black.
        int width = 0;
        int height = 0;
        std::sscanf(encoded.c_str(), "%dx%d", &width, &height);
        page.OnImageDecoded(request, BitmapImage::Create(width, height,
                                                         std::vector<uint8_t>(static_cast<size_t>(width * height * 4))));
      }
    }
  }

  // One tick of the compositor's clock.
  std::optional<Commit> Frame(Page& page) {
    frame_asked = false;
    now += std::chrono::milliseconds(16);
    return page.OnBeginFrame(now);
  }

  TimePoint now{std::chrono::seconds(1000)};
  std::map<std::string, std::string> files;
  std::vector<ConsoleLine> console;
  std::vector<PageError> errors;
  std::vector<std::string> titles;
  int loaded = 0;
  std::vector<std::pair<uint32_t, std::string>> requests;
  std::vector<std::pair<uint32_t, std::string>> decodes;
  bool frame_asked = false;
  std::optional<TimePoint> timer;
  std::vector<std::string> messages;
  std::vector<FaultRequest> faults;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_PAGE_FAKE_PAGE_CLIENT_H_
