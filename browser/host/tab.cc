#include "browser/host/tab.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "browser/core/sanitise.h"
#include "browser/host/process_sampler.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// Copies at once for one page: each is a descriptor here until it is sent.
constexpr uint32_t kCopiesAtOnce = 4;
// With this much unread by the renderer, its next resource waits.
constexpr size_t kEnoughQueued = 64 * 1024;
constexpr size_t kTitleBytes = 256;
constexpr size_t kTextBytes = 8 * 1024;

double Milliseconds(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

std::string_view NameOf(control::ConsoleLevel level) {
  switch (level) {
    case control::CONSOLE_DEBUG:
      return "debug";
    case control::CONSOLE_INFO:
      return "info";
    case control::CONSOLE_WARN:
      return "warn";
    case control::CONSOLE_ERROR:
      return "error";
    default:
      return "log";
  }
}

ProbeOutcome OutcomeOf(control::ProbeOutcome outcome) {
  switch (outcome) {
    case control::PROBE_SUCCEEDED:
      return ProbeOutcome::kSucceeded;
    case control::PROBE_REFUSED:
      return ProbeOutcome::kRefused;
    case control::PROBE_NOTHING:
      return ProbeOutcome::kNothing;
    case control::PROBE_NOT_TRIED:
      return ProbeOutcome::kNotTried;
    default:
      return ProbeOutcome::kBegun;
  }
}

control::ResourceStatus StatusOf(ResourceVerdict verdict) {
  switch (verdict) {
    case ResourceVerdict::kOk:
      return control::RESOURCE_OK;
    case ResourceVerdict::kNotFound:
      return control::RESOURCE_NOT_FOUND;
    case ResourceVerdict::kOutside:
      return control::RESOURCE_OUTSIDE;
    case ResourceVerdict::kHidden:
      return control::RESOURCE_HIDDEN;
    case ResourceVerdict::kNotRegular:
      return control::RESOURCE_NOT_REGULAR;
    case ResourceVerdict::kType:
      return control::RESOURCE_TYPE;
    case ResourceVerdict::kTooLarge:
      return control::RESOURCE_TOO_LARGE;
    case ResourceVerdict::kBudget:
      return control::RESOURCE_BUDGET;
    case ResourceVerdict::kUnreadable:
      return control::RESOURCE_UNREADABLE;
    case ResourceVerdict::kTimeout:
      return control::RESOURCE_TIMEOUT;
    case ResourceVerdict::kError:
      return control::RESOURCE_ERROR;
  }
  return control::RESOURCE_ERROR;
}

bool IsJson(const std::string& text) {
  boost::system::error_code error;
  boost::json::parse(text, error);
  return !error;
}

Death DocumentFailed(const FileCopy& copy) {
  Death death{Cause::kStartupFailed, {}};
  death.detail.step = "document";
  if (copy.error != 0) {
    death.detail.error = copy.error;
  }
  death.detail.message = std::string(bulkhead::NameOf(copy.verdict));
  death.detail.decision = "StartupFailed: the page cannot be read";
  return death;
}

}  // namespace

Tab::Tab(Services& services, TabId id, PageSource page, RestartPolicy::Random random)
    : services_(services),
      id_(id),
      page_(std::move(page)),
      restart_policy_(services.options().restart, std::move(random)) {}

Tab::~Tab() = default;

void Tab::Start() {
  Begin();
}

void Tab::Begin() {
  started_ = services_.clock().Now();
  asked_again_ = false;
  services_.Emit(TabStarting{id_, machine_.generation(), page_.label});
  // The user may close a tab in answer to any event about it.
  if (machine_.state() == TabState::kStarting) {
    services_.AskForRenderer(*this);
  }
}

void Tab::StartIn(RendererHost& renderer) {
  BULKHEAD_CHECK(renderer_ == nullptr && machine_.state() == TabState::kStarting);
  const HostOptions& options = services_.options();
  Result<std::unique_ptr<Display>> display = Display::Create(options.viewport_width, options.viewport_height);
  Result<UniqueFd> ring = display ? (*display)->ShareRing() : Result<UniqueFd>(display.error());
  if (!ring) {
    Death death{Cause::kStartupFailed, {}};
    death.detail.step = "frame ring";
    death.detail.error = ring.error().value();
    FailToStart(std::move(death));
    return;
  }
  renderer_ = &renderer;
  page_id_ = services_.NewPageId();
  display_ = std::move(*display);
  budget_ = {};
  renderer.channels().OpenPage(page_id_, *this, display_->geometry(), std::move(*ring));
  FileRequest document;
  document.directory = page_.directory;
  document.path = page_.file.filename().string();
  document.max_bytes = kMaxPageBytes;
  services_.files().Copy(std::move(document), [this, page_id = page_id_, life = std::weak_ptr<char>(life_)](FileCopy copy) {
    if (!life.expired()) {
      OnDocument(page_id, std::move(copy));
    }
  });
  if (renderer.live()) {
    OnRendererLive();
  }
}

void Tab::OnDocument(uint32_t page_id, FileCopy copy) {
  if (page_id != page_id_ || renderer_ == nullptr) {
    return;  // of a generation that is gone
  }
  if (copy.verdict != ResourceVerdict::kOk) {
    renderer_->ClosePage(page_id_);
    Fail(DocumentFailed(copy), 0);
    return;
  }
  document_owner_ = copy.owner;
  const FrameRingGeometry& geometry = display_->geometry();
  renderer_->channels().Navigate(page_id_, {page_.label, std::move(copy.memfd), copy.size, geometry.width, geometry.height});
}

void Tab::OnRendererLive() {
  if (machine_.state() != TabState::kStarting) {
    return;
  }
  machine_.MoveTo(TabState::kLive);
  const TimePoint now = services_.clock().Now();
  restart_policy_.OnLive(now);
  services_.Emit(TabLive{id_, machine_.generation(), renderer_->host_pid(), Milliseconds(now - started_),
                         renderer_->steps()});
}

void Tab::OnUnresponsive(HangKind kind) {
  if (machine_.state() == TabState::kLive) {
    machine_.MoveTo(TabState::kUnresponsive);
    services_.Emit(TabUnresponsive{id_, machine_.generation(), "main", std::string(bulkhead::NameOf(kind))});
  }
}

void Tab::OnResponsive() {
  if (machine_.state() == TabState::kUnresponsive) {
    machine_.MoveTo(TabState::kLive);
    services_.Emit(TabResponsive{id_, machine_.generation()});
  }
}

void Tab::OnRendererGone(const Death& death, double detect_ms, const PostMortem& facts) {
  Fail(death, detect_ms, facts);
}

void Tab::OnRendererNotMade() {
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

void Tab::FailToStart(Death death) {
  Fail(std::move(death), 0);
}

void Tab::LeaveRenderer() {
  if (const uint64_t lost = posted_.Reset(); lost > 0) {
    services_.Emit(TabMessagesDropped{id_, machine_.generation(), lost});
  }
  if (renderer_ != nullptr) {
    peak_rss_kib_ = std::max(peak_rss_kib_, renderer_->peak_rss_kib());
  }
  renderer_ = nullptr;
  page_id_ = 0;
  waiting_.clear();
  outstanding_.clear();
  opening_ = 0;
  if (display_ && display_->frames() > 0) {
    last_display_ = std::move(display_);
  }
  display_.reset();
  frames_.OnNewGeneration();
}

void Tab::Fail(Death death, double detect_ms, PostMortem facts) {
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
    Close();
    return;
  }
  if (machine_.state() != TabState::kGone) {
    return;  // closed in answer
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

void Tab::Tick(TimePoint now) {
  if (restart_at_) {
    if (now >= *restart_at_) {
      restart_at_.reset();
      machine_.MoveTo(TabState::kStarting);
      Begin();
    } else {
      services_.OnRestartPlanned(*restart_at_);
    }
  }
  StartResources();
}

void Tab::BeginShutdown() {
  shutting_down_ = true;
  restart_at_.reset();
  if (renderer_ == nullptr) {
    Close();
  }
}

void Tab::Close() {
  if (machine_.state() != TabState::kClosed) {
    machine_.MoveTo(TabState::kClosed);
    services_.Emit(TabClosed{id_});
  }
}

void Tab::End() {
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

void Tab::OnTitleChanged(const control::TitleChanged& message) {
  services_.Emit(TabTitle{id_, Sanitise(message.text(), kTitleBytes)});
}

void Tab::OnConsole(const control::Console& message) {
  services_.Emit(ConsoleEvent{id_, std::string(NameOf(message.level())),
                              Sanitise(message.text(), kTextBytes, LineBreaks::kKept),
                              Sanitise(message.source(), kTitleBytes), message.line()});
}

void Tab::OnScriptError(const control::ScriptError& message) {
  services_.Emit(TabError{id_, Sanitise(message.message(), kTextBytes, LineBreaks::kKept),
                          Sanitise(message.source(), kTitleBytes), message.line(),
                          Sanitise(message.stack(), kTextBytes, LineBreaks::kKept)});
}

void Tab::OnFaultFired(const control::FaultFired& message) {
  services_.Emit(FaultFired{id_, Sanitise(message.fault(), kTitleBytes), Sanitise(message.site(), kTitleBytes),
                            Sanitise(message.how(), kTitleBytes), Sanitise(message.evidence(), kTextBytes)});
}

void Tab::OnProbeResult(const control::ProbeResult& message) {
  services_.OnProbeReport({id_, Sanitise(message.attempt(), kTitleBytes), OutcomeOf(message.outcome()),
                           static_cast<int>(message.error()), Sanitise(message.text(), kTextBytes)});
}

TabAnswer Tab::Post(std::string json) {
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

void Tab::SendMessages() {
  while (renderer_ != nullptr) {
    std::optional<std::string> next = posted_.TakeNext();
    if (!next) {
      return;
    }
    renderer_->channels().PostMessage(page_id_, std::move(*next));
  }
}

void Tab::OnPageLoaded() {
  posted_.OnLoaded();
  SendMessages();
}

bool Tab::OnPageMessage(const control::PageMessage& message) {
  if (message.json().size() > kMaxMessageBytes || !IsJson(message.json())) {
    return false;
  }
  services_.Emit(TabMessage{id_, machine_.generation(), message.json()});
  return true;
}

bool Tab::OnMessagesTaken(const control::MessagesTaken& message) {
  if (!posted_.OnTaken(message.total())) {
    return false;
  }
  SendMessages();
  return true;
}

bool Tab::OnResourceRequest(const control::ResourceRequest& message) {
  if (!outstanding_.insert(message.request()).second) {
    return false;
  }
  Resource resource{message.request(), message.url(), {}};
  FileCopy refused;
  refused.verdict = CheckResourceUrl(resource.url, &resource.path);
  if (refused.verdict == ResourceVerdict::kOk) {
    if (budget_.Begin()) {
      waiting_.push_back(std::move(resource));
      StartResources();
      return true;
    }
    refused.verdict = ResourceVerdict::kBudget;
  }
  AnswerResource(resource, std::move(refused));
  return true;
}

void Tab::StartResources() {
  while (renderer_ != nullptr && !waiting_.empty() && opening_ < kCopiesAtOnce &&
         renderer_->channels().control_queued_bytes() < kEnoughQueued) {
    Resource resource = std::move(waiting_.front());
    waiting_.pop_front();
    ++opening_;
    FileRequest file;
    file.directory = page_.directory;
    file.path = resource.path;
    file.owner = document_owner_;
    services_.files().Copy(std::move(file), [this, resource = std::move(resource), page_id = page_id_,
                                             life = std::weak_ptr<char>(life_)](FileCopy copy) {
      if (life.expired() || page_id != page_id_ || renderer_ == nullptr) {
        return;
      }
      --opening_;
      if (!budget_.End(copy.verdict == ResourceVerdict::kOk ? copy.size : 0)) {
        copy = {};
        copy.verdict = ResourceVerdict::kBudget;
      }
      AnswerResource(resource, std::move(copy));
      StartResources();
    });
  }
}

void Tab::AnswerResource(const Resource& resource, FileCopy copy) {
  outstanding_.erase(resource.request);
  const bool ok = copy.verdict == ResourceVerdict::kOk;
  renderer_->channels().ReplyToResource(page_id_, resource.request, StatusOf(copy.verdict), std::move(copy.memfd),
                                        ok ? copy.size : 0);
  if (!ok && refusals_.Take(services_.clock().Now())) {
    services_.Emit(ResourceRefused{id_, Sanitise(resource.url, kTitleBytes), std::string(bulkhead::NameOf(copy.verdict))});
  }
}

bool Tab::OnFrameReady(const frames::FrameReady& message, std::optional<uint32_t>* credit) {
  if (!display_->OnFrameReady(message.buffer(), message.sequence(), message.due(), credit)) {
    return false;
  }
  const TimePoint now = services_.clock().Now();
  frames_.OnFrame(now, message.due(), message.run_start());
  if (display_->frames() == 1) {
    last_display_.reset();
    services_.Emit(TabFirstFrame{id_, machine_.generation(), Milliseconds(now - started_)});
  }
  return true;
}

void Tab::OnFramesDue(const frames::PageFrames& message) {
  frames_.OnDue(message.due());
}

std::optional<FrameCopy> Tab::CopyFrame() const {
  if (display_ && display_->frames() > 0) {
    return display_->Copy();
  }
  return last_display_ ? last_display_->Copy() : std::nullopt;
}

TabSummary Tab::Measure() const {
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

}  // namespace bulkhead
