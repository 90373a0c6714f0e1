#include "renderer/page/page_engine_impl.h"

#include <string>
#include <utility>

#include "ipc/warm_up_document.h"
#include "renderer/layout/layout_shared.h"
#include "renderer/page/page_client.h"
#include "renderer/raster/raster_list.h"
#include "renderer/raster/tile_raster.h"
#include "renderer/script/script_engine.h"

namespace bulkhead {
namespace {

// Nobody listens.
class DeafClient final : public PageClient {
 public:
  TimePoint Now() const override { return TimePoint(); }
  void OnConsole(const ConsoleLine&) override {}
  void OnPageError(const PageError&) override {}
  void OnTitle(std::string_view) override {}
  void OnLoaded() override {}
  void RequestResource(uint32_t, std::string_view) override {}
  void DecodeImage(uint32_t, std::string) override {}
  void ScheduleFrame() override {}
  void ScheduleTimers(std::optional<TimePoint>) override {}
  std::optional<std::string> PostMessage(std::string) override { return "warming up"; }
  std::optional<std::string> InjectFault(const FaultRequest&) override { return "warming up"; }
};

}  // namespace

std::unique_ptr<PageEngine> PageEngine::Create(std::string* error) {
  std::unique_ptr<FontSet> fonts = FontSet::Create(FontSet::kDirectory, error);
  if (!fonts) {
    return nullptr;
  }
  std::unique_ptr<ScriptEngine> scripts = ScriptEngine::Create(error);
  if (!scripts) {
    return nullptr;
  }
  return std::make_unique<PageEngineImpl>(std::make_unique<LayoutShared>(std::move(fonts)), std::move(scripts));
}

PageEngineImpl::PageEngineImpl(std::unique_ptr<LayoutShared> layout, std::unique_ptr<ScriptEngine> scripts)
    : layout_(std::move(layout)), scripts_(std::move(scripts)) {}

PageEngineImpl::~PageEngineImpl() = default;

void PageEngineImpl::WarmUp() {
  scripts_->WarmUp();
  WarmUpLayout();
}

void PageEngineImpl::WarmUpLayout() {
  DeafClient client;
  PageOptions options;
  options.url = "warm-up";
  options.width = 1024;
  options.height = 768;
  std::unique_ptr<Page> page = Page::Create(*this, options, client);
  page->Load(std::string(kWarmUpDocument));
  std::optional<Commit> commit = page->OnBeginFrame(TimePoint());
  if (!commit) {
    return;
  }
  auto buffers = std::make_shared<TileBufferPool>(0);
  RasterList list(commit->list, false);
  for (int y = 0; y < commit->content_height; y += kTileSide) {
    for (int x = 0; x < options.width; x += kTileSide) {
      RasterTile(list, x, y, *buffers);
    }
  }
}

void PageEngineImpl::AfterFork() {
  scripts_->AfterFork();
}

void PageEngineImpl::StartWatchdog() {
  scripts_->StartWatchdog();
}

void PageEngineImpl::StopScripts() {
  scripts_->StopScripts();
}

}  // namespace bulkhead
