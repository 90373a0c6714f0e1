#include "browser/host/renderer_pool.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include "browser/core/admission.h"

namespace bulkhead {
namespace {

// A page that has shown nothing by then hangs, or has nothing to show: the next spare does not wait for it.
constexpr Duration kLongestPaint = std::chrono::seconds(1);

}  // namespace

RendererPool::RendererPool(const RendererHost::Environment& environment,
                           HostCensus& census,
                           RestartPolicy::Random random,
                           Client& client)
    : environment_(environment),
      census_(census),
      client_(client),
      // A spare that dies again and again: as a tab's defaults, whatever the user chose for tabs.
      spare_policy_(RestartOptions{}, std::move(random)) {}

RendererPool::~RendererPool() = default;

void RendererPool::OnCompartmentReady(Compartment& compartment, const CompartmentReport& report) {
  compartment_ = &compartment;
  ++epoch_;
  early_exits_.clear();
  modules_ = report.modules;
  PumpStarts();
}

void RendererPool::OnCompartmentLost() {
  compartment_ = nullptr;
  // A renderer that finishes takes itself out of the map only afterwards (posted).
  for (const auto& [id, renderer] : renderers_) {
    if (renderer->epoch() == epoch_) {
      renderer->OnCompartmentLost();
    }
  }
}

void RendererPool::OnRendererExited(const RendererExit& exit) {
  for (const auto& [id, renderer] : renderers_) {
    if (IsIn(*renderer, exit.compartment_pid)) {
      renderer->OnExit(exit);
      return;
    }
  }
  if (spawning() > 0) {
    early_exits_[exit.compartment_pid] = exit;
  }
}

const RendererHost* RendererPool::Find(int compartment_pid) const {
  const auto found =
      std::ranges::find_if(renderers_, [&](const auto& entry) { return IsIn(*entry.second, compartment_pid); });
  return found != renderers_.end() ? found->second.get() : nullptr;
}

bool RendererPool::IsIn(const RendererHost& renderer, int compartment_pid) const {
  return renderer.epoch() == epoch_ && renderer.compartment_pid() == compartment_pid;
}

uint64_t RendererPool::spawning() const {
  return static_cast<uint64_t>(
      std::ranges::count_if(renderers_, [](const auto& entry) { return entry.second->spawning(); }));
}

uint64_t RendererPool::leaving() const {
  return static_cast<uint64_t>(std::ranges::count_if(renderers_, [this](const auto& entry) {
    return entry.second.get() != spare_ && entry.second->channels().pages().empty();
  }));
}

void RendererPool::Ask(TabImpl& tab) {
  waiting_.push_back(&tab);
  if (!std::exchange(pump_posted_, true)) {
    boost::asio::post(environment_.loop, [this, life = std::weak_ptr<char>(life_)] {
      if (!life.expired()) {
        pump_posted_ = false;
        PumpStarts();
      }
    });
  }
}

void RendererPool::PumpStarts() {
  while (compartment_ != nullptr && !ending_ && !waiting_.empty()) {
    TabImpl& tab = *waiting_.front();
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
    last_start_ = environment_.clock.Now();
    tab.StartIn(*renderer, TakeWarmUp(*renderer).get());
    if (renderer->channels().pages().empty()) {
      renderer->Shutdown(GoodbyeDeadline());
    }
  }
  KeepSpare();
}

std::unique_ptr<WarmUpPage> RendererPool::TakeWarmUp(const RendererHost& renderer) {
  if (!warm_up_ || warm_up_->renderer() != &renderer) {
    return nullptr;
  }
  std::unique_ptr<WarmUpPage> page = std::move(warm_up_);
  return page->painted() ? std::move(page) : nullptr;
}

RendererHost* RendererPool::RendererFor(const TabImpl& tab, ErrorCode* error) {
  std::vector<RendererSlot> slots;
  const ProcessModel model = environment_.options.model;
  if (model != ProcessModel::kTab) {
    for (const auto& [id, renderer] : renderers_) {
      if (renderer.get() == spare_) {
        continue;  // its page is no tab's
      }
      slots.push_back({id, sites_[id], static_cast<uint32_t>(renderer->channels().pages().size()),
                       renderer->usable() && renderer->epoch() == epoch_});
    }
  }
  if (const auto id = AllocateHost(model, tab.site(), slots)) {
    return renderers_.at(*id).get();
  }
  if (spare_ != nullptr && spare_->usable()) {
    return std::exchange(spare_, nullptr);
  }
  if (spawning() >= kSpawnsInFlight) {
    return nullptr;
  }
  Result<RendererHost*> made = Make();
  if (!made) {
    *error = made.error();
    return nullptr;
  }
  return *made;
}

Result<RendererHost*> RendererPool::Make() {
  const uint32_t id = ++last_id_;
  auto made = RendererHost::Create(environment_, *this, id, *compartment_, epoch_, modules_);
  if (!made) {
    return made.error();
  }
  RendererHost* raw = made->get();
  renderers_[id] = std::move(*made);
  return raw;
}

// One renderer without a page, when nobody else wants one. Under `shared` the first renderer serves every tab.
void RendererPool::KeepSpare() {
  const bool wanted =
      environment_.options.spare && !(environment_.options.model == ProcessModel::kShared && !sites_.empty());
  if (!wanted || spare_given_up_ || spare_ != nullptr || compartment_ == nullptr || ending_ || !waiting_.empty() ||
      spawning() > 0 || painting()) {
    return;
  }
  if (const auto made = Make()) {
    spare_ = *made;
  }
}

bool RendererPool::painting() const {
  if (environment_.clock.Now() - last_start_ >= kLongestPaint) {
    return false;
  }
  return std::ranges::any_of(renderers_, [](const auto& entry) {
    return entry.second->usable() && std::ranges::any_of(entry.second->channels().pages(),
                                                         [](const auto& page) { return !page.second->painted(); });
  });
}

void RendererPool::OnRendererSpawned(RendererHost& renderer) {
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

void RendererPool::OnRendererLive(RendererHost& renderer) {
  client_.OnRendererLive(renderer);
  PumpStarts();
  if (&renderer == spare_) {
    const HostOptions& options = environment_.options;
    warm_up_ = WarmUpPage::Open(renderer, client_.NewPageId(), options.viewport_width, options.viewport_height);
  }
}

void RendererPool::OnRendererFinished(RendererHost& renderer) {
  client_.OnRendererFinished(renderer);
  census_.OnProcessReaped(renderer.host_pid());
  traffic_.messages_in += renderer.channels().messages_in();
  traffic_.messages_out += renderer.channels().messages_out();
  traffic_.bad_messages += renderer.sent_bad_message() ? 1 : 0;
  sites_.erase(renderer.id());
  if (spare_ == &renderer) {
    spare_ = nullptr;
    warm_up_.reset();
    spare_given_up_ =
        spare_policy_.OnDeath(Cause::kInternal, environment_.clock.Now()).kind == RestartPolicy::Decision::Kind::kGiveUp;
  }
  // It is calling us: it goes when it has returned.
  boost::asio::post(environment_.loop, [this, id = renderer.id(), life = std::weak_ptr<char>(life_)] {
    if (!life.expired()) {
      renderers_.erase(id);
      PumpStarts();
      if (renderers_.empty()) {
        client_.OnPoolEmpty();
      }
    }
  });
}

void RendererPool::Tick(TimePoint now, Duration late) {
  for (const auto& [id, renderer] : renderers_) {
    renderer->Tick(now, late);
  }
  KeepSpare();
}

void RendererPool::Shutdown() {
  ending_ = true;
  waiting_.clear();
  warm_up_.reset();
  const TimePoint deadline = GoodbyeDeadline();
  for (const auto& [id, renderer] : renderers_) {
    renderer->Shutdown(deadline);
  }
}

void RendererPool::KillNow() {
  for (const auto& [id, renderer] : renderers_) {
    Death death{Cause::kKilledByPolicy, {}};
    death.detail.kind = "shutdown";
    renderer->Kill(std::move(death));
  }
}

}  // namespace bulkhead
