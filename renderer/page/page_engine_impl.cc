#include "renderer/page/page_engine_impl.h"

#include <utility>

#include "renderer/layout/layout_shared.h"
#include "renderer/page/page_client.h"
#include "renderer/raster/raster_list.h"
#include "renderer/raster/tile_raster.h"
#include "renderer/script/script_engine.h"

namespace bulkhead {
namespace {

// Each face that most pages use, with all of ASCII: a glyph that is drawn here is drawn for all children.
constexpr const char* kWarmUpPage =
    "<!doctype html><title>warm</title><style>"
    "div{border:1px solid #ccc;border-radius:4px;background:#eee;color:#222;margin:4px}"
    ".a{position:absolute;left:10px;top:5px;width:20px;height:20px;overflow:hidden}</style>"
    "<h1>The quick brown fox 0123456789</h1><h2>The quick brown fox</h2>"
    "<p>ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;!?'\"()[]{}+-*/=%&amp;$#@&lt;&gt;_|\\^~`"
    "<b>ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;!?()</b><i>abc</i>"
    "<code>abcdefghijklmnopqrstuvwxyz 0123456789 (){};=.,</code>"
    "<ul><li>one<li>two</ul><ol><li>one</ol><table border=1><tr><th>a<td>b</table>"
    "<div style='float:left'>x</div><div class=a style='left:12px'>y</div><img src=''><hr>";

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

// Without a script: the context that was made before the fork belongs to the first real page.
void PageEngineImpl::WarmUpLayout() {
  DeafClient client;
  PageOptions options;
  options.url = "warm-up";
  options.width = 1024;
  options.height = 768;
  std::unique_ptr<Page> page = Page::Create(*this, options, client);
  page->Load(kWarmUpPage);
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
