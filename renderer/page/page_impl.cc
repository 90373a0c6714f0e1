#include "renderer/page/page_impl.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ipc/os/check.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/dom/element.h"
#include "renderer/dom/html_parser.h"
#include "renderer/dom/text.h"
#include "ipc/faults/fault_catalogue.h"
#include "renderer/layout/layout_shared.h"
#include "renderer/page/page_client.h"
#include "renderer/page/page_engine_impl.h"
#include "renderer/paint/damage.h"

namespace bulkhead {

std::unique_ptr<Page> Page::Create(PageEngine& engine, PageOptions options, PageClient& client) {
  return std::make_unique<PageImpl>(static_cast<PageEngineImpl&>(engine), std::move(options), client);
}

PageImpl::PageImpl(PageEngineImpl& engine, PageOptions options, PageClient& client)
    : engine_(engine),
      options_(std::move(options)),
      client_(client),
      resources_(client, options_.url),
      images_(resources_,
              [this] {
                layout_->InvalidateSizes();
                client_.ScheduleFrame();
                Advance();
              }),
      sheets_(resources_, [this] { Advance(); }),
      scripts_(resources_, options_.url, [this] { Advance(); }) {}

PageImpl::~PageImpl() {
  if (document_) {
    document_->set_observer(nullptr);
  }
}

void PageImpl::Load(std::string html) {
  BULKHEAD_CHECK(!document_);
  HtmlRefusal refusal;
  document_ = ParseHtml(html, &refusal);
  html = std::string();
  if (!document_) {
    document_ = std::make_unique<Document>();
    TellError("the page is not shown: " + refusal.message, refusal.line);
  }
  layout_ = std::make_unique<LayoutEngine>(engine_.layout(), *document_, images_, options_.width, options_.height);
  document_->set_observer(this);
  UpdateTitle();
  scan_ = true;
  Advance();
  client_.ScheduleFrame();
}

void PageImpl::Advance() {
  advance_again_ = true;
  if (advancing_) {
    return;
  }
  advancing_ = true;
  while (std::exchange(advance_again_, false)) {
    ScanDocument();
    RunScripts();
    FinishLoading();
  }
  advancing_ = false;
}

void PageImpl::ScanDocument() {
  if (std::exchange(scan_, false)) {
    sheets_.Scan(*document_);
    scripts_.Scan(*document_);
  }
  if (std::optional<std::vector<StyleSheet>> sheets = sheets_.TakeChanged()) {
    layout_->SetStyleSheets(*std::move(sheets));
    client_.ScheduleFrame();
  }
}

void PageImpl::RunScripts() {
  while (std::optional<ScriptQueue::Script> script = scripts_.Next()) {
    EnsureScripts().Evaluate(script->code, script->source, script->line);
    // It may have added scripts that come before the rest of the queue is done.
    advance_again_ |= scan_;
  }
  if (!parsed_ && scripts_.empty()) {
    parsed_ = true;
    if (context_) {
      context_->FireDomContentLoaded();
      advance_again_ |= scan_;
    }
  }
}

void PageImpl::FinishLoading() {
  if (loaded_ || !parsed_ || advance_again_ || sheets_.pending() > 0) {
    return;
  }
  // Asks for the images.
  UpdateLayout();
  if (advance_again_ || resources_.pending() > 0) {
    return;
  }
  loaded_ = true;
  if (context_) {
    context_->FireLoad();
    UpdateLayout();
    advance_again_ |= scan_;
  }
  client_.OnLoaded();
  client_.ScheduleFrame();
}

void PageImpl::UpdateLayout() {
  if (!layout_->dirty()) {
    return;
  }
  record_ = true;
  if (std::optional<std::string> refusal = layout_->Update(); refusal && *refusal != last_refusal_) {
    last_refusal_ = *refusal;
    TellError("the page is not shown: " + *refusal, 0);
  }
}

void PageImpl::UpdateTitle() {
  std::string title = document_->Title();
  if (title != title_) {
    title_ = std::move(title);
    client_.OnTitle(title_);
  }
}

void PageImpl::TellError(std::string message, uint32_t line) {
  PageError error;
  error.message = std::move(message);
  error.source = options_.url;
  error.line = line;
  client_.OnPageError(error);
}

ScriptContext& PageImpl::EnsureScripts() {
  if (!context_) {
    context_ = ScriptContext::Create(engine_.scripts(), *this);
  }
  return *context_;
}

void PageImpl::OnResource(uint32_t request, std::optional<std::string> bytes, std::string_view refusal) {
  resources_.OnFile(request, std::move(bytes), refusal);
  Advance();
}

void PageImpl::OnImageDecoded(uint32_t request, std::shared_ptr<const BitmapImage> image) {
  resources_.OnImage(request, std::move(image));
  Advance();
}

void PageImpl::OnMessage(std::string_view json) {
  if (context_) {
    context_->DeliverMessage(json);
    Advance();
  }
}

void PageImpl::RunTimers() {
  if (context_) {
    context_->RunTimers();
    Advance();
  }
}

std::optional<Commit> PageImpl::OnBeginFrame(TimePoint frame_time) {
  if (!document_) {
    return std::nullopt;
  }
  if (context_ && context_->has_animation()) {
    context_->RunAnimationFrames(frame_time);
  }
  Advance();
  if (sheets_.pending() > 0 && commits_ == 0) {
    // Shown without its style, a page would jump. The file's arrival asks for a frame.
    return std::nullopt;
  }
  UpdateLayout();
  if (!record_) {
    return MakeCommit(committed_);
  }
  record_ = false;
  return MakeCommit(layout_->Record());
}

std::optional<Commit> PageImpl::MakeCommit(Recording recording) {
  Commit commit;
  bool animating = context_ && context_->has_animation();
  bool changed = commits_ == 0 || animating != animating_ || scroll_.has_value() ||
                 recording.content_width != committed_.content_width ||
                 recording.content_height != committed_.content_height;
  if (commits_ > 0) {
    commit.damage.emplace();
    if (recording.list != committed_.list) {
      commit.damage = FindDamage(*committed_.list, *recording.list);
      changed |= !commit.damage || !commit.damage->empty();
    }
    if (recording.fixed && committed_.fixed && recording.fixed != committed_.fixed) {
      std::optional<std::vector<Rect>> fixed_damage = FindDamage(*committed_.fixed, *recording.fixed);
      if (fixed_damage && fixed_damage->empty()) {
        recording.fixed = committed_.fixed;
      }
    }
    changed |= recording.fixed != committed_.fixed;
  }
  if (!changed) {
    return std::nullopt;
  }
  animating_ = animating;
  commit.page = options_.id;
  commit.id = ++commits_;
  commit.list = recording.list;
  commit.fixed = recording.fixed;
  commit.content_width = recording.content_width;
  commit.content_height = recording.content_height;
  commit.animating = animating;
  committed_ = std::move(recording);
  commit.scroll = std::exchange(scroll_, std::nullopt);
  if (commit.scroll) {
    commit.scroll->y = std::clamp(commit.scroll->y, 0, std::max(0, commit.content_height - options_.height));
    scroll_y_ = commit.scroll->y;
  }
  return commit;
}

TimePoint PageImpl::Now() const {
  return client_.Now();
}

ScriptViewport PageImpl::viewport() const {
  return {options_.width, options_.height, static_cast<double>(scroll_y_)};
}

void PageImpl::ScrollTo(double top, bool smooth) {
  if (std::isnan(top)) {
    return;
  }
  // Clamped to the document at the commit, whose layout may be a new one.
  scroll_y_ = static_cast<int>(std::clamp(top, 0.0, 1e8));
  scroll_ = ScrollRequest{scroll_y_, smooth};
  client_.ScheduleFrame();
}

void PageImpl::OnTitleSet(std::string_view) {
  UpdateTitle();
}

void PageImpl::OnConsole(const ConsoleLine& line) {
  client_.OnConsole(line);
}

void PageImpl::OnScriptError(const PageError& error) {
  client_.OnPageError(error);
}

void PageImpl::OnScriptPosition(std::string_view source, uint32_t line) {
  NoteScriptPosition(source, line);
}

void PageImpl::ScheduleFrame() {
  client_.ScheduleFrame();
}

void PageImpl::ScheduleTimers(std::optional<TimePoint> due) {
  client_.ScheduleTimers(due);
}

std::vector<std::string> PageImpl::FaultNames() const {
  std::vector<std::string> names;
  for (const FaultEntry& entry : FaultCatalogue()) {
    if (entry.kind == FaultKind::kTab) {
      names.emplace_back(entry.name);
    }
  }
  return names;
}

std::optional<std::string> PageImpl::PostMessage(std::string json) {
  return client_.PostMessage(std::move(json));
}

std::optional<std::string> PageImpl::InjectFault(const FaultRequest& fault) {
  return client_.InjectFault(fault);
}

std::optional<std::string> PageImpl::RunProbe(const ProbeRequest& probe) {
  return client_.RunProbe(probe);
}

void PageImpl::OnStyleChanged(Element& element) {
  layout_->InvalidateStyle(element);
  client_.ScheduleFrame();
}

void PageImpl::OnTextChanged(Text& text) {
  layout_->InvalidateText(text);
  const Element* parent = text.parent() ? text.parent()->AsElement() : nullptr;
  if (parent && parent->tag() == "title") {
    UpdateTitle();
  } else if (parent && parent->tag() == "style") {
    scan_ = true;
  }
  client_.ScheduleFrame();
}

void PageImpl::OnAttributeChanged(Element& element, std::string_view name) {
  layout_->InvalidateAttribute(element, name);
  scan_ |= element.tag() == "link" || element.tag() == "style";
  client_.ScheduleFrame();
}

void PageImpl::OnStructureChanged(Node& parent) {
  layout_->InvalidateStructure();
  scan_ = true;
  const Element* element = parent.AsElement();
  if (!element || element->tag() == "title" || element->tag() == "head" || element->tag() == "html") {
    UpdateTitle();
  }
  client_.ScheduleFrame();
}

}  // namespace bulkhead
