#include "browser/host/host_impl.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/core/thread_name.h"
#include "browser/host/process_sampler.h"
#include "browser/host/sandbox_refusal.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

// The finest deadline is the 50 ms of memory samples; a timer a renderer would wake the loop far more often.
constexpr Duration kTick = milliseconds(50);
// A killed stage 0's init is gone within 3 ms; past this it is a leak, and told as one.
constexpr Duration kReapPatience = std::chrono::seconds(2);
// A file that a thread has open for a moment is closed within that.
constexpr Duration kDescriptorPatience = milliseconds(500);
constexpr Duration kReapPoll = milliseconds(5);

}  // namespace

HostImpl::HostImpl(boost::asio::io_context& loop,
                   HostOptions options,
                   const Clock& clock,
                   EventSink sink,
                   CompartmentKeeper::Start start_compartment,
                   uint64_t descriptor_limit,
                   SandboxVerifier::Reader read_sandbox)
    : loop_(loop),
      timer_(loop),
      options_(std::move(options)),
      clock_(clock),
      census_(options_.owns_process),
      admission_(descriptor_limit, OpenDescriptors()),
      log_(options_.log_level),
      read_sandbox_(std::move(read_sandbox)),
      verifier_(options_.sandbox, log_, read_sandbox_),
      environment_{loop_, options_, clock_, log_, verifier_, BULKHEAD_BUILD_ID},
      started_(clock_.Now()),
      first_words_([this, sink = std::move(sink)](const Event& event) {
        if (sink && face_ != nullptr) {
          CallOut([&] { sink(event); });
        }
      }, options_),
      files_(loop_, clock_),
      reports_(loop_, clock_, [this](TabReport report) { Emit(std::move(report)); }),
      compartment_(loop_, clock_, log_, std::move(start_compartment), *this, [this] { return Random(); }),
      pool_(environment_, census_, [this] { return Random(); }, *this) {
  ScheduleTick();
}

HostImpl::~HostImpl() = default;

std::optional<TabId> HostImpl::OpenTab(const PageSource& page, UserError* error) {
  const auto open = std::ranges::count_if(tabs_, [](const auto& each) { return each.second->state() != TabState::kClosed; });
  const uint64_t tabs = static_cast<uint64_t>(open) + pool_.leaving() + 1;
  if (!admission_.Fits(tabs)) {
    *error = {"cannot open tab", page.label, "out of descriptors (limit " + std::to_string(admission_.limit()) + ")",
              admission_.Remedy(std::max<uint64_t>(tabs, options_.tabs))};
    return std::nullopt;
  }
  if (shutting_down_ || fatal_) {
    *error = {"cannot open tab", page.label, fatal_ ? "no renderer can be started" : "the host is ending", ""};
    return std::nullopt;
  }
  const TabId id = std::max(tabs_.empty() ? 1 : tabs_.rbegin()->first + 1, page.least_tab);
  auto& tab = tabs_[id] = std::make_unique<TabImpl>(static_cast<TabImpl::Services&>(*this), id, page, [this] { return Random(); });
  tab->Start();
  return id;
}

// ---- the compartment ------------------------------------------------------------------------------------------

void HostImpl::OnCompartmentReady(Compartment& compartment, const CompartmentReport& report) {
  first_words_.OnCompartmentReady(report.layers, Seconds());
  verifier_.SetLayers(report.layers);
  pool_.OnCompartmentReady(compartment, report);
}

void HostImpl::OnCallLearned(const CallReport& report) {
  LearnedCall call;
  if (!report.others) {
    call.arguments.assign(report.arguments.begin(), report.arguments.end());
  }
  call.count = report.count;
  call.policy = report.policy;
  const LearnedCalls::Key key{pool_.epoch(), report.compartment_pid, report.kind};
  if (const RendererHost* renderer = pool_.Find(report.compartment_pid)) {
    const auto tab = std::ranges::find_if(tabs_, [&](const auto& entry) { return entry.second->renderer() == renderer; });
    if (tab != tabs_.end()) {
      call.tab = tab->first;
      call.generation = tab->second->generation();
    }
    if (!report.others && learned_.WantsThread(key)) {
      if (const Result<SandboxSight> sight = read_sandbox_(renderer->host_pid())) {
        call.thread = NameOfThread(*sight, report.compartment_pid, report.thread);
      }
    }
  }
  learned_.Note(key, {report.others, report.number, report.architecture}, std::move(call));
}

void HostImpl::OnCompartmentFatal(UserError error) {
  TellFatal(error);
}

void HostImpl::TellFatal(const UserError& error) {
  fatal_ = true;
  if (face_ == nullptr) {
    return;
  }
  if (face_->on_fatal) {
    CallOut([this, &error] { face_->on_fatal(error); });
  } else {
    log_.Error(error.Line());
  }
}

// ---- renderers ------------------------------------------------------------------------------------------------

void HostImpl::OnRendererLive(const RendererHost& renderer) {
  ever_live_ = true;
  first_words_.OnRenderer(renderer.missing_layers(), Seconds());
}

void HostImpl::OnRendererFinished(const RendererHost& renderer) {
  first_words_.Announce(Seconds());
  if (ever_live_ || fatal_ || shutting_down_ || options_.sandbox != SandboxMode::kStrict || !renderer.death()) {
    return;
  }
  // In strict every renderer would be refused what the first one is: the host's end, not the tab's misfortune.
  if (const auto refusal = SandboxRefusal(*renderer.death())) {
    TellFatal(*refusal);
  }
}

// ---- events, time ---------------------------------------------------------------------------------------------

void HostImpl::Emit(EventBody body) {
  first_words_.Emit({Seconds(), std::move(body)});
}

void HostImpl::CallOut(const std::function<void()>& call) {
  const std::weak_ptr<char> life = life_;
  ++calling_;
  try {
    call();
  } catch (...) {
    boost::asio::post(loop_, [thrown = std::current_exception()] { std::rethrow_exception(thrown); });
  }
  if (!life.expired()) {
    --calling_;
  }
}

void HostImpl::OnRestartPlanned(TimePoint at) {
  if (!next_restart_ || at < *next_restart_) {
    next_restart_ = at;
    if (at < planned_tick_) {
      ScheduleTick();
    }
  }
}

void HostImpl::ScheduleTick() {
  const TimePoint now = clock_.Now();
  planned_tick_ = now + kTick;
  if (next_restart_) {
    planned_tick_ = std::clamp(*next_restart_, now, planned_tick_);
  }
  Wait(planned_tick_ - now, [this] { Tick(); });
}

void HostImpl::Wait(Duration time, std::function<void()> then) {
  timer_.expires_after(time);
  timer_.async_wait([this, then = std::move(then), turn = ++turn_, life = std::weak_ptr<char>(life_)](const ErrorCode& error) {
    if (!error && !life.expired() && turn == turn_) {
      then();
    }
  });
}

void HostImpl::Tick() {
  const TimePoint now = clock_.Now();
  const Duration late = now - planned_tick_;
  next_restart_.reset();
  files_.Tick(now);
  reports_.Tick(now);
  compartment_.Tick(now);
  pool_.Tick(now, late);
  for (const auto& [id, tab] : tabs_) {
    tab->Tick(now);
  }
  ScheduleTick();
}

// ---- questions ------------------------------------------------------------------------------------------------

TabImpl* HostImpl::Find(TabId tab) const {
  const auto found = tabs_.find(tab);
  return found == tabs_.end() ? nullptr : found->second.get();
}

TabAnswer HostImpl::Ask(TabId id, const std::function<TabAnswer(TabImpl&)>& request) const {
  TabImpl* const tab = Find(id);
  if (tab == nullptr) {
    return TabAnswer::kNoSuchTab;
  }
  return shutting_down_ || fatal_ ? TabAnswer::kEnding : request(*tab);
}

TabAnswer HostImpl::Close(TabId id) {
  return Ask(id, [this](TabImpl& tab) {
    if (tab.state() == TabState::kClosed) {
      return TabAnswer::kNotAlive;
    }
    pool_.Forget(tab);
    tab.End();
    return TabAnswer::kDone;
  });
}

TabAnswer HostImpl::Post(TabId id, std::string json) {
  return Ask(id, [&json](TabImpl& tab) { return tab.Post(std::move(json)); });
}

TabAnswer HostImpl::Reload(TabId id) {
  return Ask(id, [](TabImpl& tab) { return tab.Reload(); });
}

TabAnswer HostImpl::Inject(TabId id, const FaultCall& fault) {
  return Ask(id, [&](TabImpl& tab) {
    return options_.faults || options_.injecting ? tab.Inject(fault) : TabAnswer::kFaultsOff;
  });
}

TabAnswer HostImpl::SetStopped(TabId id, bool stopped) {
  return Ask(id, [stopped](TabImpl& tab) { return tab.SetStopped(stopped); });
}

TabUse HostImpl::Sample(TabId id) {
  TabImpl* const tab = Find(id);
  return tab != nullptr ? tab->Sample() : TabUse();
}

std::optional<FrameCopy> HostImpl::CopyFrame(TabId tab) const {
  const TabImpl* const found = Find(tab);
  return found != nullptr ? found->CopyFrame() : std::nullopt;
}

TabState HostImpl::state(TabId tab) const {
  const TabImpl* const found = Find(tab);
  return found != nullptr ? found->state() : TabState::kClosed;
}

const TabGone* HostImpl::last_death(TabId tab) const {
  const TabImpl* const found = Find(tab);
  return found != nullptr ? found->last_death() : nullptr;
}

TabSummary HostImpl::Measure(TabId tab) const {
  if (const TabImpl* const found = Find(tab)) {
    return found->Measure();
  }
  TabSummary none;
  none.tab = tab;
  none.state = TabState::kClosed;
  return none;
}

// ---- the end --------------------------------------------------------------------------------------------------

void HostImpl::Shutdown(std::function<void(const Summary&)> done) {
  ordered_ = true;
  if (done) {
    dones_.push_back(std::move(done));
  }
  if (!shutting_down_) {
    EndRenderers();
  }
  // Not from inside this call, even when there is nothing to wait for.
  boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
    if (life.expired()) {
      return;
    }
    if (summary_) {
      TellDone();
    } else {
      FinishIfEmpty();
    }
  });
}

void HostImpl::EndRenderers() {
  for (const auto& [id, tab] : tabs_) {
    last_measures_.push_back(tab->Measure());
  }
  first_words_.Announce(Seconds());
  shutting_down_ = true;
  compartment_.BeginEnd();
  for (const auto& [id, tab] : tabs_) {
    tab->BeginShutdown();
  }
  pool_.Shutdown();
}

void HostImpl::KillNow() {
  if (!shutting_down_) {
    EndRenderers();
  }
  reports_.Hurry();
  pool_.KillNow();
  compartment_.KillNow();
}

void HostImpl::FinishIfEmpty() {
  if (!ordered_ || !pool_.empty()) {
    return;
  }
  if (compartment_.ended()) {
    FinishShutdown();
  } else {
    compartment_.End();
  }
}

void HostImpl::FinishShutdown() {
  // Posted: this may be a call of the compartment, which is about to be destroyed.
  boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
    if (life.expired() || std::exchange(finishing_, true)) {
      return;
    }
    compartment_.Destroy();
    for (const auto& [id, tab] : tabs_) {
      tab->Close();
    }
    AwaitReports();
  });
}

void HostImpl::EmitLearned() {
  for (LearnedCall& call : learned_.InOrder()) {
    Emit(SandboxCall{call.tab, call.generation, std::move(call.name), std::move(call.abi), std::move(call.thread),
                     std::move(call.arguments), call.count, std::move(call.policy)});
  }
}

void HostImpl::AwaitReports() {
  if (reports_.idle()) {
    reports_.on_idle = nullptr;
    TellSummary(clock_.Now());
    return;
  }
  // Posted: whoever gets the summary may end the host, and this is a call of one of its parts.
  reports_.on_idle = [this] {
    boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
      if (!life.expired()) {
        AwaitReports();
      }
    });
  };
}

void HostImpl::TellSummary(TimePoint since) {
  uint64_t kept = 0;
  for (const auto& [id, tab] : tabs_) {
    kept += tab->rings();
  }
  Summary summary;
  summary.host = census_.Take(kept);
  const Duration waited = clock_.Now() - since;
  // A stage 0 that was cut short is reaped behind the compartment's back, and a thread that reads or writes a file has it
  // open: for a moment.
  if ((*summary.host.zombies + *summary.host.orphans > 0 && waited < kReapPatience) ||
      (summary.host.leaked_fds.value_or(0) > 0 && waited < kDescriptorPatience)) {
    Wait(kReapPoll, [this, since] { TellSummary(since); });
    return;
  }
  ++turn_;
  timer_.cancel();
  for (TabSummary& measured : last_measures_) {
    Find(measured.tab)->AddEnd(&measured);
  }
  summary.tabs = std::move(last_measures_);
  summary.host.messages_in = pool_.traffic().messages_in;
  summary.host.messages_out = pool_.traffic().messages_out;
  summary.host.bad_messages = pool_.traffic().bad_messages;
  EmitLearned();
  summary_ = summary;
  const std::weak_ptr<char> life = life_;
  Emit(std::move(summary));
  if (!life.expired()) {
    TellDone();
  }
}

void HostImpl::TellDone() {
  const Summary summary = *summary_;
  const std::weak_ptr<char> life = life_;
  for (const auto& done : std::exchange(dones_, {})) {
    if (!life.expired() && face_ != nullptr) {
      CallOut([&] { done(summary); });
    }
  }
}

}  // namespace bulkhead
