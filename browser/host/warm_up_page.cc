#include "browser/host/warm_up_page.h"

#include "ipc/os/check.h"
#include "ipc/os/memfd.h"
#include "ipc/warm_up_document.h"

namespace bulkhead {
namespace {

// Tabs count their loads from 1: what is still on its way from this one is none of theirs.
constexpr uint32_t kNoTabsDocument = 0;

}  // namespace

std::unique_ptr<WarmUpPage> WarmUpPage::Open(RendererHost& renderer, uint32_t id, uint32_t width, uint32_t height) {
  Result<UniqueFd> document = CreateSealedCopy("bulkhead-warm-up", kWarmUpDocument);
  if (!document) {
    return nullptr;
  }
  std::unique_ptr<WarmUpPage> page(new WarmUpPage(renderer, id));
  auto display = renderer.channels().OpenPage(id, *page, width, height);
  if (!display) {
    page->renderer_ = nullptr;
    return nullptr;
  }
  page->display_ = std::move(*display);
  renderer.channels().Navigate(
      id, {"warm-up", std::move(*document), kWarmUpDocument.size(), width, height, kNoTabsDocument});
  return page;
}

WarmUpPage::~WarmUpPage() {
  if (renderer_ != nullptr) {
    renderer_->channels().ClosePage(id_);
  }
}

std::unique_ptr<Display> WarmUpPage::HandOver(RendererPage& heir) {
  BULKHEAD_CHECK(renderer_ != nullptr && painted());
  RendererChannels& channels = std::exchange(renderer_, nullptr)->channels();
  channels.HandOver(id_, heir);
  // The heir's first frame is to come into the buffer that is warm.
  if (const std::optional<uint32_t> buffer = display_->BeginAnew()) {
    channels.GiveBack(id_, *buffer);
  }
  return std::move(display_);
}

bool WarmUpPage::OnFrameReady(const frames::FrameReady& message, std::optional<uint32_t>* credit) {
  return display_->OnFrameReady(message.buffer(), message.sequence(), message.due(), credit);
}

}  // namespace bulkhead
