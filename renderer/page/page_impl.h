// PageImpl: one document: its tree, style sheets, scripts, images and layout, and the order in which they come together.
//
// Load: parse; ask for sheets and scripts; run scripts in document order, each when it is here; lay out, which asks for
// images; when nothing is missing any more: loaded. Frames come meanwhile, once all style sheets are here.
#ifndef BULKHEAD_RENDERER_PAGE_PAGE_IMPL_H_
#define BULKHEAD_RENDERER_PAGE_PAGE_IMPL_H_

#include <memory>
#include <string>

#include "renderer/dom/document.h"
#include "renderer/dom/dom_observer.h"
#include "renderer/layout/layout_engine.h"
#include "renderer/page/page.h"
#include "renderer/page/page_images.h"
#include "renderer/page/page_resources.h"
#include "renderer/page/page_sheets.h"
#include "renderer/page/script_queue.h"
#include "renderer/script/script_context.h"
#include "renderer/script/script_host.h"

namespace bulkhead {

class PageEngineImpl;

class PageImpl final : public Page, private ScriptHost, private DomObserver {
 public:
  PageImpl(PageEngineImpl& engine, PageOptions options, PageClient& client);
  ~PageImpl() override;

  void Load(std::string html) override;
  void OnResource(uint32_t request, std::optional<std::string> bytes, std::string_view refusal) override;
  void OnImageDecoded(uint32_t request, std::shared_ptr<const BitmapImage> image) override;
  void OnMessage(std::string_view json) override;
  void RunTimers() override;
  std::optional<Commit> OnBeginFrame(TimePoint frame_time) override;

 private:
  // Everything that can be done now, until the page waits for something.
  void Advance();
  void ScanDocument();
  void RunScripts();
  void FinishLoading();
  void UpdateLayout();
  void UpdateTitle();
  void TellError(std::string message, uint32_t line);
  ScriptContext& EnsureScripts();
  // Takes what changed since the last commit out of `recording`.
  std::optional<Commit> MakeCommit(Recording recording);

  // ScriptHost:
  TimePoint Now() const override;
  Document& document() override { return *document_; }
  std::string url() const override { return options_.url; }
  ScriptViewport viewport() const override;
  void ScrollTo(double top, bool smooth) override;
  void OnTitleSet(std::string_view title) override;
  void OnConsole(const ConsoleLine& line) override;
  void OnScriptError(const PageError& error) override;
  void OnScriptPosition(std::string_view source, uint32_t line) override;
  void ScheduleFrame() override;
  void ScheduleTimers(std::optional<TimePoint> due) override;
  std::optional<std::string> PostMessage(std::string json) override;
  bool faults_enabled() const override { return options_.faults; }
  std::vector<std::string> FaultNames() const override;
  std::optional<std::string> InjectFault(const FaultRequest& fault) override;
  bool probing() const override { return options_.probing; }
  std::optional<std::string> RunProbe(const ProbeRequest& probe) override;

  // DomObserver:
  void OnStyleChanged(Element& element) override;
  void OnTextChanged(Text& text) override;
  void OnAttributeChanged(Element& element, std::string_view name) override;
  void OnStructureChanged(Node& parent) override;

  PageEngineImpl& engine_;
  const PageOptions options_;
  PageClient& client_;
  PageResources resources_;
  PageImages images_;
  PageSheets sheets_;
  ScriptQueue scripts_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<LayoutEngine> layout_;
  std::unique_ptr<ScriptContext> context_;  // null: no script yet; dies before the document

  bool advancing_ = false;
  bool advance_again_ = false;
  bool scan_ = false;        // sheets and scripts may have come or gone
  bool parsed_ = false;      // DOMContentLoaded fired
  bool loaded_ = false;
  bool record_ = true;       // the layout changed since the last recording
  std::string title_;
  std::string last_refusal_;
  std::optional<ScrollRequest> scroll_;
  int scroll_y_ = 0;
  Recording committed_;
  uint64_t commits_ = 0;
  bool animating_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAGE_PAGE_IMPL_H_
