#include "browser/host/host_impl.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/host/process_sampler.h"
#include "ipc/os/check.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

// The finest deadline is the 50 ms of memory samples; a timer a renderer would wake the loop far more often.
constexpr Duration kTick = milliseconds(50);
// Init and everything below it are gone within 3 ms of its socket's end; past this it is killed.
constexpr Duration kCompartmentEnd = std::chrono::seconds(2);
constexpr Duration kReapPoll = milliseconds(5);
// What a compartment calls the time before the renderer program has said anything.
constexpr const char* kSpawnStep = "spawn";

std::string NameOfMode(SandboxMode mode) {
  switch (mode) {
    case SandboxMode::kStrict:
      return "strict";
    case SandboxMode::kBestEffort:
      return "best-effort";
    case SandboxMode::kOff:
      return "off";
  }
  return "off";
}

}  // namespace

HostImpl::HostImpl(boost::asio::io_context& loop,
                   HostOptions options,
                   const Clock& clock,
                   EventSink sink,
                   StartCompartment start_compartment,
                   uint64_t descriptor_limit)
    : loop_(loop),
      timer_(loop),
      options_(std::move(options)),
      clock_(clock),
      sink_(std::move(sink)),
      start_compartment_(std::move(start_compartment)),
      admission_(descriptor_limit, OpenDescriptors()),
      log_(options_.log_level),
      environment_{loop_, options_, clock_, log_, BULKHEAD_BUILD_ID},
      started_(clock_.Now()),
      files_(loop_, clock_),
      // A compartment or a spare that fails again and again: as a tab's defaults, whatever the user chose for tabs.
      compartment_policy_(RestartOptions{}, [this] { return Random(); }),
      spare_policy_(RestartOptions{}, [this] { return Random(); }) {
  MakeCompartment();
  ScheduleTick();
}

HostImpl::~HostImpl() = default;

std::optional<TabId> HostImpl::Open(const PageSource& page, UserError* error) {
  const uint64_t tabs = tabs_.size() + 1;
  if (!admission_.Fits(tabs)) {
    *error = {"cannot open tab", page.label, "out of descriptors (limit " + std::to_string(admission_.limit()) + ")",
              "raise it: ulimit -n " + std::to_string(admission_.Needed(tabs))};
    return std::nullopt;
  }
  if (shutting_down_) {
    *error = {"cannot open tab", page.label, "the host is ending", ""};
    return std::nullopt;
  }
  const TabId id = static_cast<TabId>(tabs);
  auto& tab = tabs_[id] = std::make_unique<Tab>(static_cast<Tab::Services&>(*this), id, page, [this] { return Random(); });
  tab->Start();
  return id;
}

// ---- the compartment ------------------------------------------------------------------------------------------

void HostImpl::MakeCompartment() {
  ++epoch_;
  compartment_ready_ = false;
  early_exits_.clear();
  compartment_ = start_compartment_(*this);
}

void HostImpl::OnCompartmentReady(const CompartmentReport& report) {
  compartment_ready_ = true;
  compartment_policy_.OnLive(clock_.Now());
  modules_ = report.modules;
  if (!std::exchange(announced_, true)) {
    // First of all events, also by its time: tabs may have been opened while the compartment started.
    double t = std::chrono::duration<double>(clock_.Now() - started_).count();
    if (!held_.empty()) {
      t = std::min(t, held_.front().t);
    }
    sink_({t, HostStart{NameOfMode(options_.sandbox), report.layers, std::string(bulkhead::NameOf(options_.model))}});
    for (const Event& event : std::exchange(held_, {})) {
      sink_(event);
    }
  }
  PumpStarts();
}

void HostImpl::OnCompartmentFailed(const StepFailure& failure) {
  compartment_ready_ = false;
  if (shutting_down_) {
    compartment_ended_ = true;
    FinishIfEmpty();
    return;
  }
  const auto decision = compartment_policy_.OnDeath(Cause::kStartupFailed, clock_.Now());
  // The first time only one more is tried: what the kernel refuses it will refuse again.
  const bool again = decision.kind == RestartPolicy::Decision::Kind::kRestart && !failure.timeout &&
                     (announced_ || decision.attempt == 1);
  if (again) {
    const std::string text = "the compartment failed at " + failure.step + ": " + failure.why;
    // Before anything ran it is either mended in silence or told once, below.
    announced_ ? log_.Error(text) : log_.Info(text);
    compartment_at_ = clock_.Now();
    return;
  }
  std::string why = failure.why;
  if (failure.timeout) {
    why += why.empty() ? "timed out" : " (timed out)";
  } else if (failure.error != 0) {
    why += (why.empty() ? "" : ": ") + ErrnoError(failure.error).message();
  }
  if (on_fatal) {
    // A program that ends before its first step is not ours: no mode of the sandbox helps.
    const bool program = failure.step == kSpawnStep;
    on_fatal({"cannot start the sandbox", failure.step, why,
              program ? "check that bulkhead-renderer is of this build"
                      : "--sandbox=best-effort goes on without what is missing"});
  }
}

void HostImpl::OnCompartmentLost() {
  compartment_ready_ = false;
  // A renderer that finishes takes itself out of the map only afterwards (posted).
  for (const auto& [id, renderer] : renderers_) {
    if (renderer->epoch() == epoch_) {
      renderer->OnCompartmentLost();
    }
  }
  if (shutting_down_) {
    compartment_ended_ = true;
    FinishIfEmpty();
    return;
  }
  log_.Error("the compartment is lost: every renderer with it");
  compartment_at_ = clock_.Now();
  boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
    if (!life.expired()) {
      ReplaceCompartment();
    }
  });
}

void HostImpl::ReplaceCompartment() {
  if (!compartment_at_ || shutting_down_) {
    return;
  }
  compartment_at_.reset();
  MakeCompartment();
}

void HostImpl::OnRendererExited(const RendererExit& exit) {
  for (const auto& [id, renderer] : renderers_) {
    if (renderer->epoch() == epoch_ && renderer->compartment_pid() == exit.compartment_pid) {
      renderer->OnExit(exit);
      return;
    }
  }
  if (spawning() > 0) {
    early_exits_[exit.compartment_pid] = exit;
  }
}

// ---- renderers ------------------------------------------------------------------------------------------------

uint64_t HostImpl::spawning() const {
  return static_cast<uint64_t>(
      std::ranges::count_if(renderers_, [](const auto& entry) { return entry.second->spawning(); }));
}

void HostImpl::AskForRenderer(Tab& tab) {
  waiting_.push_back(tab.id());
  if (!std::exchange(pump_posted_, true)) {
    boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
      if (!life.expired()) {
        pump_posted_ = false;
        PumpStarts();
      }
    });
  }
}

void HostImpl::PumpStarts() {
  while (compartment_ready_ && !shutting_down_ && !waiting_.empty()) {
    Tab& tab = Find(waiting_.front());
    ErrorCode error;
    RendererHost* renderer = RendererFor(tab, &error);
    if (renderer == nullptr && !error) {
      return;
    }
    waiting_.pop_front();
    if (renderer == nullptr) {
      Death death{Cause::kStartupFailed, {}};
      death.detail.step = "sockets";
      death.detail.error = error.value();
      tab.FailToStart(std::move(death));
      continue;
    }
    sites_[renderer->id()] = tab.site();
    tab.StartIn(*renderer);
    if (renderer->channels().pages().empty()) {
      renderer->Shutdown(clock_.Now() + options_.goodbye_deadline);
    }
  }
  KeepSpare();
}

RendererHost* HostImpl::RendererFor(const Tab& tab, ErrorCode* error) {
  std::vector<RendererSlot> slots;
  if (options_.model != ProcessModel::kTab) {
    for (const auto& [id, renderer] : renderers_) {
      slots.push_back({id, sites_[id], static_cast<uint32_t>(renderer->channels().pages().size()),
                       renderer->usable() && renderer->epoch() == epoch_});
    }
  }
  if (const auto id = AllocateHost(options_.model, tab.site(), slots)) {
    return renderers_.at(*id).get();
  }
  if (spare_ != nullptr && spare_->usable()) {
    return std::exchange(spare_, nullptr);
  }
  if (spawning() >= kSpawnsInFlight) {
    return nullptr;
  }
  Result<RendererHost*> made = MakeRenderer();
  if (!made) {
    *error = made.error();
    return nullptr;
  }
  return *made;
}

Result<RendererHost*> HostImpl::MakeRenderer() {
  const uint32_t id = ++last_renderer_id_;
  auto made = RendererHost::Create(environment_, *this, id, *compartment_, epoch_, modules_);
  if (!made) {
    return made.error();
  }
  RendererHost* raw = made->get();
  renderers_[id] = std::move(*made);
  return raw;
}

// One renderer without a page, when nobody else wants one. Under `shared` the first renderer serves every tab.
void HostImpl::KeepSpare() {
  const bool wanted = options_.spare && !(options_.model == ProcessModel::kShared && !sites_.empty());
  if (!wanted || spare_given_up_ || spare_ != nullptr || !compartment_ready_ || shutting_down_ || !waiting_.empty() ||
      spawning() > 0) {
    return;
  }
  if (const auto made = MakeRenderer()) {
    spare_ = *made;
  }
}

void HostImpl::OnRendererSpawned(RendererHost& renderer) {
  census_.OnProcess(renderer.host_pid());
  if (const auto exit = early_exits_.find(renderer.compartment_pid()); exit != early_exits_.end()) {
    const RendererExit report = exit->second;
    early_exits_.erase(exit);
    renderer.OnExit(report);
  }
  if (!waiting_.empty()) {
    PumpStarts();
  }
}

void HostImpl::OnRendererLive(RendererHost&) {
  PumpStarts();
}

void HostImpl::OnRendererFinished(RendererHost& renderer) {
  census_.OnProcessReaped(renderer.host_pid());
  traffic_.messages_in += renderer.channels().messages_in();
  traffic_.messages_out += renderer.channels().messages_out();
  traffic_.bad_messages += renderer.sent_bad_message() ? 1 : 0;
  sites_.erase(renderer.id());
  if (spare_ == &renderer) {
    spare_ = nullptr;
    spare_given_up_ = spare_policy_.OnDeath(Cause::kInternal, clock_.Now()).kind == RestartPolicy::Decision::Kind::kGiveUp;
  }
  // It is calling us: it goes when it has returned.
  boost::asio::post(loop_, [this, id = renderer.id(), life = std::weak_ptr<char>(life_)] {
    if (!life.expired()) {
      renderers_.erase(id);
      PumpStarts();
      FinishIfEmpty();
    }
  });
}

// ---- events, time ---------------------------------------------------------------------------------------------

void HostImpl::Emit(EventBody body) {
  Event event{std::chrono::duration<double>(clock_.Now() - started_).count(), std::move(body)};
  if (announced_) {
    sink_(event);
  } else {
    held_.push_back(std::move(event));
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
  timer_.expires_after(planned_tick_ - now);
  timer_.async_wait([this](const ErrorCode& error) {
    if (!error) {
      Tick();
    }
  });
}

void HostImpl::Tick() {
  const TimePoint now = clock_.Now();
  const Duration late = now - planned_tick_;
  next_restart_.reset();
  files_.Tick(now);
  ReplaceCompartment();
  for (const auto& [id, renderer] : renderers_) {
    renderer->Tick(now, late);
  }
  for (const auto& [id, tab] : tabs_) {
    tab->Tick(now);
  }
  if (now >= end_deadline_) {
    end_deadline_ = TimePoint::max();
    if (compartment_ && !compartment_ended_) {
      log_.Error("the compartment does not end: killed");
      compartment_->KillNow();
    }
  }
  ScheduleTick();
}

// ---- questions ------------------------------------------------------------------------------------------------

Tab& HostImpl::Find(TabId tab) const {
  const auto found = tabs_.find(tab);
  BULKHEAD_CHECK(found != tabs_.end());
  return *found->second;
}

std::optional<FrameCopy> HostImpl::CopyFrame(TabId tab) const {
  return Find(tab).CopyFrame();
}

TabState HostImpl::state(TabId tab) const {
  return Find(tab).state();
}

const TabGone* HostImpl::last_death(TabId tab) const {
  return Find(tab).last_death();
}

TabSummary HostImpl::Measure(TabId tab) const {
  return Find(tab).Measure();
}

// ---- the end --------------------------------------------------------------------------------------------------

void HostImpl::Shutdown(std::function<void(const Summary&)> done) {
  BULKHEAD_CHECK(!done_);
  done_ = std::move(done);
  if (!shutting_down_) {
    EndRenderers();
  }
  // Not from inside this call, even when there is nothing to wait for.
  boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
    if (!life.expired()) {
      FinishIfEmpty();
    }
  });
}

void HostImpl::EndRenderers() {
  for (const auto& [id, tab] : tabs_) {
    last_measures_.push_back(tab->Measure());
  }
  shutting_down_ = true;
  waiting_.clear();
  compartment_at_.reset();
  for (const auto& [id, tab] : tabs_) {
    tab->BeginShutdown();
  }
  const TimePoint deadline = clock_.Now() + options_.goodbye_deadline;
  for (const auto& [id, renderer] : renderers_) {
    renderer->Shutdown(deadline);
  }
}

void HostImpl::KillNow() {
  if (!shutting_down_) {
    EndRenderers();
  }
  for (const auto& [id, renderer] : renderers_) {
    Death death{Cause::kKilledByPolicy, {}};
    death.detail.kind = "shutdown";
    renderer->Kill(std::move(death));
  }
  if (compartment_) {
    compartment_->KillNow();
  }
}

void HostImpl::FinishIfEmpty() {
  if (!shutting_down_ || !done_ || !renderers_.empty()) {
    return;
  }
  if (compartment_ended_ || !compartment_) {
    FinishShutdown();
    return;
  }
  if (end_deadline_ == TimePoint::max()) {
    end_deadline_ = clock_.Now() + kCompartmentEnd;
    compartment_->Shutdown([this, life = std::weak_ptr<char>(life_)] {
      if (!life.expired()) {
        compartment_ended_ = true;
        FinishIfEmpty();
      }
    });
  }
}

void HostImpl::FinishShutdown() {
  // Posted: this may be a call of the compartment, which is about to be destroyed.
  boost::asio::post(loop_, [this, life = std::weak_ptr<char>(life_)] {
    if (life.expired() || !done_) {
      return;
    }
    compartment_.reset();
    for (const auto& [id, tab] : tabs_) {
      tab->Close();
    }
    TellSummary(clock_.Now() + kCompartmentEnd);
  });
}

void HostImpl::TellSummary(TimePoint deadline) {
  uint64_t kept = 0;
  for (const auto& [id, tab] : tabs_) {
    kept += tab->rings();
  }
  Summary summary;
  summary.host = census_.Take(kept);
  if (*summary.host.zombies + *summary.host.orphans > 0 && clock_.Now() < deadline) {
    // A stage 0 that was cut short is reaped behind the compartment's back, in a moment.
    timer_.expires_after(kReapPoll);
    timer_.async_wait([this, deadline](const ErrorCode& error) {
      if (!error) {
        TellSummary(deadline);
      }
    });
    return;
  }
  timer_.cancel();
  summary.tabs = std::move(last_measures_);
  summary.host.messages_in = traffic_.messages_in;
  summary.host.messages_out = traffic_.messages_out;
  summary.host.bad_messages = traffic_.bad_messages;
  const auto done = std::exchange(done_, nullptr);
  Emit(summary);
  done(summary);
}

}  // namespace bulkhead
