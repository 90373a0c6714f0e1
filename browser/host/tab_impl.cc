#include "browser/host/tab_impl.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "browser/host/json_check.h"
#include "browser/host/own_decisions.h"
#include "browser/host/process_sampler.h"
#include "browser/host/wire_events.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

double Milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

TabImpl::TabImpl(Services& services, TabId id, PageSource page, RestartPolicy::Random random)
    : services_(services),
      id_(id),
      page_(std::move(page)),
      restart_policy_(services.options().restart, std::move(random)),
      faults_(id, [&services](FaultFired event) { services.Emit(std::move(event)); }),
      resources_(services.files(), page_.directory, *this) {}

TabImpl::~TabImpl() = default;

void TabImpl::Start() {
  started_ = services_.clock().Now();
  asked_again_ = false;
  services_.Emit(TabStarting{id_, machine_.generation(), page_.label});
  // The user may close a tab in answer to any event about it.
  if (machine_.state() == TabState::kStarting) {
    services_.AskForRenderer(*this);
  }
}

void TabImpl::StartIn(RendererHost& renderer, WarmUpPage* warm_up) {
  BULKHEAD_CHECK(renderer_ == nullptr && machine_.state() == TabState::kStarting);
  if (warm_up != nullptr) {
    page_id_ = warm_up->id();
    display_ = warm_up->HandOver(*this);
  } else if (!OpenPage(renderer)) {
    return;
  }
  renderer_ = &renderer;
  faults_.Begin(renderer, page_id_);
  resources_.Begin();
  Load();
  if (renderer.live()) {
    OnRendererLive();
  }
}

bool TabImpl::OpenPage(RendererHost& renderer) {
  const HostOptions& options = services_.options();
  const uint32_t id = services_.NewPageId();
  auto display = renderer.channels().OpenPage(id, *this, options.viewport_width, options.viewport_height);
  if (!display) {
    Death death{Cause::kStartupFailed, {}};
    death.detail.step = "frame ring";
    death.detail.error = display.error().value();
    FailToStart(std::move(death));
    return false;
  }
  page_id_ = id;
  display_ = std::move(*display);
  return true;
}

void TabImpl::Load() {
  ++document_;
  faults_.OnReload();
  FileRequest request;
  request.directory = page_.directory;
  request.path = page_.file.filename().string();
  request.max_bytes = kMaxPageBytes;
  services_.files().Copy(std::move(request), [this, document = document_, life = std::weak_ptr<char>(life_)](FileCopy copy) {
    if (!life.expired()) {
      OnDocument(document, std::move(copy));
    }
  });
}

void TabImpl::OnDocument(uint32_t document, FileCopy copy) {
  if (document != document_ || renderer_ == nullptr) {
    return;  // of a generation that is gone, or of an earlier reload
  }
  if (copy.verdict != ResourceVerdict::kOk) {
    renderer_->ClosePage(page_id_);
    Fail(NoDocumentDeath(copy), 0);
    return;
  }
  resources_.SetOwner(copy.owner);
  const FrameRingGeometry& geometry = display_->geometry();
  renderer_->channels().Navigate(
      page_id_, {page_.label, std::move(copy.memfd), copy.size, geometry.width, geometry.height, document});
}

void TabImpl::OnRendererLive() {
  if (machine_.state() != TabState::kStarting) {
    return;
  }
  machine_.MoveTo(TabState::kLive);
  const TimePoint now = services_.clock().Now();
  restart_policy_.OnLive(now);
  services_.Emit(TabLive{id_, machine_.generation(), renderer_->host_pid(), Milliseconds(now - started_),
                         renderer_->steps()});
  faults_.OnLive();
}

void TabImpl::OnUnresponsive(HangKind kind) {
  if (machine_.state() == TabState::kLive) {
    machine_.MoveTo(TabState::kUnresponsive);
    services_.Emit(TabUnresponsive{id_, machine_.generation(), "main", std::string(bulkhead::NameOf(kind))});
  }
}

void TabImpl::OnResponsive() {
  if (machine_.state() == TabState::kUnresponsive) {
    machine_.MoveTo(TabState::kLive);
    services_.Emit(TabResponsive{id_, machine_.generation()});
  }
}

void TabImpl::OnRendererGone(const Death& death, double detect_ms, const PostMortem& facts) {
  Fail(death, detect_ms, facts);
}

void TabImpl::OnRendererNotMade() {
  LeaveRenderer();
  if (shutting_down_) {
    return;
  }
  if (std::exchange(asked_again_, true)) {
    Death death{Cause::kStartupFailed, {}};
    death.detail.step = "zygote";
    death.detail.message = "the zygote died with the request twice";
    FailToStart(std::move(death));
    return;
  }
  services_.AskForRenderer(*this);
}

void TabImpl::LeaveRenderer() {
  if (const uint64_t lost = posted_.Reset(); lost > 0) {
    services_.Emit(TabMessagesDropped{id_, machine_.generation(), lost});
  }
  if (renderer_ != nullptr) {
    peak_rss_kib_ = std::max(peak_rss_kib_, renderer_->peak_rss_kib());
  }
  renderer_ = nullptr;
  page_id_ = 0;
  faults_.End();
  resources_.End();
  if (display_ && display_->frames() > 0) {
    last_display_ = std::move(display_);
  }
  display_.reset();
  frames_.OnNewGeneration();
}

void TabImpl::Fail(Death death, double detect_ms, PostMortem facts) {
  LeaveRenderer();
  if (machine_.state() == TabState::kClosed) {
    return;
  }
  if (shutting_down_ && death.cause == Cause::kCleanExit) {
    Close();
    return;
  }
  const TabGone gone{id_, machine_.generation(), death.cause, std::move(death.detail), detect_ms};
  machine_.MoveTo(TabState::kGone);
  last_death_ = gone;
  services_.Emit(gone);
  if (gone.cause != Cause::kCleanExit) {
    services_.Report(gone, std::move(facts));
  }
  if (shutting_down_) {
    died_at_the_end_ = true;
    Close();
    return;
  }
  if (machine_.state() != TabState::kGone) {
    return;  // closed in answer
  }
  if (std::exchange(reload_wanted_, false)) {
    RestartNow();
    return;
  }
  const TimePoint now = services_.clock().Now();
  const RestartPolicy::Decision decision = restart_policy_.OnDeath(gone.cause, now);
  switch (decision.kind) {
    case RestartPolicy::Decision::Kind::kStayGone:
      return;
    case RestartPolicy::Decision::Kind::kGiveUp:
      machine_.MoveTo(TabState::kGaveUp);
      services_.Emit(TabGaveUp{id_});
      return;
    case RestartPolicy::Decision::Kind::kRestart:
      machine_.MoveTo(TabState::kRestarting);
      restart_at_ = now + decision.delay;
      services_.OnRestartPlanned(*restart_at_);
      services_.Emit(TabRestarting{id_, decision.attempt, Milliseconds(decision.delay)});
      return;
  }
}

void TabImpl::Tick(TimePoint now) {
  if (restart_at_) {
    if (now >= *restart_at_) {
      restart_at_.reset();
      machine_.MoveTo(TabState::kStarting);
      Start();
    } else {
      services_.OnRestartPlanned(*restart_at_);
    }
  }
  resources_.Pump();
}

void TabImpl::BeginShutdown() {
  shutting_down_ = true;
  restart_at_.reset();
  if (renderer_ == nullptr) {
    Close();
  }
}

void TabImpl::Close() {
  if (machine_.state() != TabState::kClosed) {
    machine_.MoveTo(TabState::kClosed);
    services_.Emit(TabClosed{id_});
  }
}

void TabImpl::End() {
  restart_at_.reset();
  RendererHost* const renderer = renderer_;
  const uint32_t page = page_id_;
  LeaveRenderer();
  last_display_.reset();
  if (renderer != nullptr) {
    renderer->ClosePage(page);
  }
  Close();
}

void TabImpl::OnTitleChanged(const control::TitleChanged& message) {
  services_.Emit(EventOf(id_, message));
}

void TabImpl::OnConsole(const control::Console& message) {
  services_.Emit(EventOf(id_, message));
}

void TabImpl::OnScriptError(const control::ScriptError& message) {
  services_.Emit(EventOf(id_, message));
}

void TabImpl::OnFaultFired(const control::FaultFired& message) {
  services_.Emit(EventOf(id_, message));
}

void TabImpl::OnProbeResult(const control::ProbeResult& message) {
  services_.OnProbeReport(EventOf(id_, message));
}

TabAnswer TabImpl::Post(std::string json) {
  const TabState now = machine_.state();
  if (now != TabState::kStarting && now != TabState::kLive && now != TabState::kUnresponsive) {
    return TabAnswer::kNotAlive;
  }
  if (json.size() > kMaxMessageBytes) {
    return TabAnswer::kTooLarge;
  }
  if (!IsJson(json)) {
    return TabAnswer::kNotJson;
  }
  if (!posted_.Add(std::move(json))) {
    return TabAnswer::kTooMany;
  }
  SendMessages();
  return TabAnswer::kDone;
}

TabAnswer TabImpl::Reload() {
  switch (machine_.state()) {
    case TabState::kStarting:
      return TabAnswer::kDone;  // it is being loaded
    case TabState::kLive:
      posted_.OnReload();
      resources_.Renew();
      Load();
      return TabAnswer::kDone;
    case TabState::kUnresponsive:
      reload_wanted_ = true;
      renderer_->Kill(ReloadedDeath());
      return TabAnswer::kDone;
    case TabState::kGone:
    case TabState::kGaveUp:
    case TabState::kRestarting:
      RestartNow();
      return TabAnswer::kDone;
    case TabState::kClosed:
      return TabAnswer::kNotAlive;
  }
  return TabAnswer::kNotAlive;
}

// At the next tick: whoever asks may be in the midst of a renderer's end.
void TabImpl::RestartNow() {
  restart_policy_.OnReload();
  if (machine_.state() != TabState::kRestarting) {
    machine_.MoveTo(TabState::kRestarting);
  }
  restart_at_ = services_.clock().Now();
  services_.OnRestartPlanned(*restart_at_);
}

TabAnswer TabImpl::Inject(const FaultCall& fault) {
  if (renderer_ == nullptr && machine_.state() != TabState::kStarting) {
    return TabAnswer::kNotAlive;
  }
  return faults_.Inject(fault);
}

TabAnswer TabImpl::SetStopped(bool stopped) {
  if (renderer_ == nullptr || !renderer_->live()) {
    return TabAnswer::kNotAlive;
  }
  renderer_->SetStopped(stopped);
  return TabAnswer::kDone;
}

TabUse TabImpl::Sample() {
  TabUse use;
  use.frames = frames_.presented();
  use.worst_gap_ms = frames_.TakeWorstGap();
  if (renderer_ == nullptr || renderer_->host_pid() == 0) {
    return use;
  }
  use.pid = renderer_->host_pid();
  use.stopped = renderer_->stopped();
  if (const auto process = SampleUse(use.pid)) {
    use.cpu_ns = process->cpu_ns;
    use.rss_kib = process->rss_kib;
    use.threads = process->threads;
  }
  return use;
}

void TabImpl::SendMessages() {
  while (renderer_ != nullptr) {
    std::optional<std::string> next = posted_.TakeNext();
    if (!next) {
      return;
    }
    renderer_->channels().PostMessage(page_id_, std::move(*next));
  }
}

void TabImpl::OnPageLoaded(uint32_t document) {
  if (document != document_) {
    return;  // it was reloaded meanwhile
  }
  posted_.OnLoaded();
  SendMessages();
  faults_.OnLoaded();
}

bool TabImpl::OnPageMessage(const control::PageMessage& message) {
  if (message.json().size() > kMaxMessageBytes || !IsJson(message.json())) {
    return false;
  }
  services_.Emit(TabMessage{id_, machine_.generation(), message.json()});
  return true;
}

bool TabImpl::OnMessagesTaken(const control::MessagesTaken& message) {
  if (!posted_.OnTaken(message.total())) {
    return false;
  }
  SendMessages();
  return true;
}

bool TabImpl::OnResourceRequest(const control::ResourceRequest& message) {
  return resources_.Ask(message.request(), message.url());
}

void TabImpl::AnswerResource(uint32_t request, const std::string& url, FileCopy copy) {
  const bool ok = copy.verdict == ResourceVerdict::kOk;
  renderer_->channels().ReplyToResource(page_id_, request, StatusOf(copy.verdict), std::move(copy.memfd), ok ? copy.size : 0);
  if (!ok && refusals_.Take(services_.clock().Now())) {
    services_.Emit(RefusalOf(id_, url, copy.verdict));
  }
}

size_t TabImpl::UnreadBytes() const {
  return renderer_->channels().control_queued_bytes();
}

bool TabImpl::OnFrameReady(const frames::FrameReady& message, std::optional<uint32_t>* credit) {
  if (!display_->OnFrameReady(message.buffer(), message.sequence(), message.due(), credit)) {
    return false;
  }
  const TimePoint now = services_.clock().Now();
  frames_.OnFrame(now, message.due(), message.run_start());
  if (display_->frames() == 1) {
    last_display_.reset();
    services_.Emit(TabFirstFrame{id_, machine_.generation(), Milliseconds(now - started_)});
    services_.OnPainted();
  }
  return true;
}

void TabImpl::OnFramesDue(const frames::PageFrames& message) {
  frames_.OnDue(message.due());
}

std::optional<FrameCopy> TabImpl::CopyFrame() const {
  if (display_ && display_->frames() > 0) {
    return display_->Copy();
  }
  return last_display_ ? last_display_->Copy() : std::nullopt;
}

TabSummary TabImpl::Measure() const {
  TabSummary summary;
  summary.tab = id_;
  summary.page = page_.label;
  summary.state = machine_.state();
  if (last_death_) {
    summary.cause = last_death_->cause;
  }
  summary.generations = machine_.generation();
  summary.frames = frames_.presented();
  summary.fps = frames_.fps();
  if (const auto gaps = frames_.gaps()) {
    summary.frame_gap_ms = TabSummary::Gaps{gaps->p50, gaps->p99, gaps->max};
  }
  uint64_t peak = peak_rss_kib_;
  if (renderer_ != nullptr) {
    peak = std::max(peak, renderer_->peak_rss_kib());
    summary.private_dirty_kib = PrivateDirtyKib(renderer_->host_pid());
  }
  if (peak > 0) {
    summary.peak_rss_kib = peak;
  }
  return summary;
}

void TabImpl::AddEnd(TabSummary* measured) const {
  if (died_at_the_end_) {
    measured->cause = last_death_->cause;
  }
}

}  // namespace bulkhead
