// WarmUpPage: the first page of a spare, which nobody sees. A renderer that has only been forked shares its memory with the
// zygote, and its first page pays for every page of memory that it writes first; a spare has the time to pay that before
// somebody waits. It is an ordinary page, so every thread does what it will do: loads, lays out, rasters, draws. Once it is
// drawn, a tab takes it over as it stands, frame ring and number, and navigates it to its own document.
//
// On the loop's thread.
#ifndef BULKHEAD_BROWSER_HOST_WARM_UP_PAGE_H_
#define BULKHEAD_BROWSER_HOST_WARM_UP_PAGE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "browser/host/display.h"
#include "browser/host/renderer_host.h"
#include "browser/host/renderer_page.h"

namespace bulkhead {

class WarmUpPage final : public RendererPage {
 public:
  // Opens it in `renderer`, which is live, under the number `id`, as large as the viewport. Null if there are no descriptors or
  // no memory for it: a spare does without.
  static std::unique_ptr<WarmUpPage> Open(RendererHost& renderer, uint32_t id, uint32_t width, uint32_t height);
  // Closes it unless it was taken over or its renderer is gone. The renderer stays.
  ~WarmUpPage() override;

  // Once painted: it is `heir` from now on. Nothing of what it showed is left: the ring has no frame.
  std::unique_ptr<Display> HandOver(RendererPage& heir);

  uint32_t id() const { return id_; }
  // Null: gone.
  const RendererHost* renderer() const { return renderer_; }

  void OnRendererLive() override {}
  void OnUnresponsive(HangKind) override {}
  void OnResponsive() override {}
  void OnRendererGone(const Death&, double, const PostMortem&) override { renderer_ = nullptr; }
  void OnRendererNotMade() override { renderer_ = nullptr; }
  void OnPageLoaded(uint32_t) override {}
  void OnTitleChanged(const control::TitleChanged&) override {}
  void OnConsole(const control::Console&) override {}
  void OnScriptError(const control::ScriptError&) override {}
  void OnFaultFired(const control::FaultFired&) override {}
  void OnProbeResult(const control::ProbeResult&) override {}
  bool OnPageMessage(const control::PageMessage&) override { return true; }
  // It was sent none.
  bool OnMessagesTaken(const control::MessagesTaken&) override { return false; }
  bool OnResourceRequest(const control::ResourceRequest&) override { return true; }
  bool OnFrameReady(const frames::FrameReady& message, std::optional<uint32_t>* credit) override;
  void OnFramesDue(const frames::PageFrames&) override {}
  bool painted() const override { return display_->frames() > 0; }

 private:
  WarmUpPage(RendererHost& renderer, uint32_t id) : renderer_(&renderer), id_(id) {}

  RendererHost* renderer_;
  const uint32_t id_;
  std::unique_ptr<Display> display_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_WARM_UP_PAGE_H_
