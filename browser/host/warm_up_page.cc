#include "browser/host/warm_up_page.h"

#include <utility>

#include "ipc/os/memfd.h"
#include "ipc/warm_up_document.h"

namespace bulkhead {
namespace {

// Four tiles, two for each worker.
constexpr uint32_t kSide = 512;

}  // namespace

std::unique_ptr<WarmUpPage> WarmUpPage::Open(RendererHost& renderer, uint32_t id, std::function<void()> on_painted) {
  Result<std::unique_ptr<Display>> display = Display::Create(kSide, kSide);
  Result<UniqueFd> ring = display ? (*display)->ShareRing() : Result<UniqueFd>(display.error());
  Result<UniqueFd> document = CreateSealedCopy("bulkhead-warm-up", kWarmUpDocument);
  if (!ring || !document) {
    return nullptr;
  }
  std::unique_ptr<WarmUpPage> page(new WarmUpPage(renderer, id, std::move(*display), std::move(on_painted)));
  renderer.channels().OpenPage(id, *page, page->display_->geometry(), std::move(*ring));
  renderer.channels().Navigate(id, {"warm-up", std::move(*document), kWarmUpDocument.size(), kSide, kSide, 1});
  return page;
}

WarmUpPage::~WarmUpPage() {
  if (renderer_ != nullptr) {
    renderer_->channels().ClosePage(id_);
  }
}

bool WarmUpPage::OnFrameReady(const frames::FrameReady& message, std::optional<uint32_t>* credit) {
  if (!display_->OnFrameReady(message.buffer(), message.sequence(), message.due(), credit)) {
    return false;
  }
  if (display_->frames() == 1) {
    on_painted_();
  }
  return true;
}

}  // namespace bulkhead
