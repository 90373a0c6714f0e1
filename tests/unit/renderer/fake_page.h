// FakePage: a page that does what a test tells it to, on whatever thread hosts it.
#ifndef BULKHEAD_TESTS_UNIT_RENDERER_FAKE_PAGE_H_
#define BULKHEAD_TESTS_UNIT_RENDERER_FAKE_PAGE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "renderer/page/page.h"
#include "renderer/threads/main_thread_ports.h"

namespace bulkhead {

class FakeEngine final : public PageEngine {
 public:
  void WarmUp() override {}
  void AfterFork() override {}
  void StartWatchdog() override {}
  void StopScripts() override {}
};

// What a FakePage does when it is called. Set before the main thread runs; each gets the page's client and options.
struct FakeScript {
  struct Self {
    PageClient& client;
    const PageOptions& options;
  };
  std::function<void(Self, std::string html)> on_load;
  std::function<void(Self, uint32_t request, std::optional<std::string> bytes, std::string refusal)> on_resource;
  std::function<void(Self, uint32_t request, bool decoded)> on_image;
  std::function<void(Self, std::string json)> on_message;
  std::function<void(Self)> on_timers;
  std::function<std::optional<Commit>(Self, TimePoint)> on_begin_frame;
  std::function<void(Self)> on_gone;
};

class FakePage final : public Page {
 public:
  FakePage(const FakeScript& script, PageOptions options, PageClient& client)
      : script_(script), options_(std::move(options)), client_(client) {}
  ~FakePage() override {
    if (script_.on_gone) {
      script_.on_gone(self());
    }
  }

  // `script` outlives the pages.
  static PageFactory Factory(const FakeScript& script) {
    return [&script](PageEngine&, PageOptions options, PageClient& client) -> std::unique_ptr<Page> {
      return std::make_unique<FakePage>(script, std::move(options), client);
    };
  }

  void Load(std::string html) override {
    if (script_.on_load) {
      script_.on_load(self(), std::move(html));
    }
  }
  void OnResource(uint32_t request, std::optional<std::string> bytes, std::string_view refusal) override {
    if (script_.on_resource) {
      script_.on_resource(self(), request, std::move(bytes), std::string(refusal));
    }
  }
  void OnImageDecoded(uint32_t request, std::shared_ptr<const BitmapImage> image) override {
    if (script_.on_image) {
      script_.on_image(self(), request, image != nullptr);
    }
  }
  void OnMessage(std::string_view json) override {
    if (script_.on_message) {
      script_.on_message(self(), std::string(json));
    }
  }
  void RunTimers() override {
    if (script_.on_timers) {
      script_.on_timers(self());
    }
  }
  std::optional<Commit> OnBeginFrame(TimePoint frame_time) override {
    return script_.on_begin_frame ? script_.on_begin_frame(self(), frame_time) : std::nullopt;
  }

 private:
  FakeScript::Self self() { return {client_, options_}; }

  const FakeScript& script_;
  const PageOptions options_;
  PageClient& client_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_TESTS_UNIT_RENDERER_FAKE_PAGE_H_
