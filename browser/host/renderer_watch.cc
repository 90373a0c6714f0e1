#include "browser/host/renderer_watch.h"

#include <algorithm>

#include "browser/host/own_decisions.h"

namespace bulkhead {

RendererWatch::RendererWatch(const HostOptions& options, Client& client)
    : options_(options), client_(client), memory_(options.memory_limit_bytes) {}

void RendererWatch::OnSpawned(TimePoint now) {
  if (const auto sample = client_.SampleOwnMemory()) {
    memory_.OnSample(now, sample->own_bytes);
  }
}

void RendererWatch::OnHello(TimePoint now) {
  hang_.emplace(options_.hang, now);
}

void RendererWatch::OnTraffic(TimePoint now) {
  if (hang_) {
    hang_->OnTraffic(now);
  }
}

bool RendererWatch::OnPong(uint64_t nonce, TimePoint now) {
  switch (hang_->OnPong(nonce, now)) {
    case HangMonitor::Pong::kNeverSent:
      return false;
    case HangMonitor::Pong::kRecovered:
      client_.OnResponsive();
      return true;
    case HangMonitor::Pong::kExpected:
      return true;
  }
  return true;
}

std::optional<RendererWatch::Hang> RendererWatch::SuspectedHang(TimePoint now) const {
  if (!hang_ || !hang_->Suspects(now)) {
    return std::nullopt;
  }
  return Hang{hang_->kind(), hang_->last_beat()};
}

void RendererWatch::TickHang(TimePoint now, Duration late) {
  const HangMonitor::Step step = hang_->Tick(now, late, [this] { return client_.SampleThread(); });
  if (step.ping) {
    client_.SendPing(hang_->nonce());
  }
  if (step.unresponsive) {
    client_.OnUnresponsive(step.kind);
  }
  if (step.resume) {
    client_.Resume();
  }
  if (step.kill) {
    client_.OnVerdict(HangDeath(step.kind), hang_->last_beat());
  }
}

void RendererWatch::TickMemory(TimePoint now) {
  if (memory_.Due(now)) {
    SampleNow(now);
  }
}

void RendererWatch::SampleNow(TimePoint now) {
  const auto sample = client_.SampleOwnMemory();
  if (!sample) {
    return;
  }
  NotePeak(sample->peak_rss_kib);
  if (memory_.OnSample(now, sample->own_bytes)) {
    client_.OnVerdict(OutOfMemoryDeath(memory_.limit(), memory_.used()), now);
  }
}

void RendererWatch::NotePeak(uint64_t rss_kib) {
  peak_rss_kib_ = std::max(peak_rss_kib_, rss_kib);
}

}  // namespace bulkhead
