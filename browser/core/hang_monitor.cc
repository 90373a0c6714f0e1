#include "browser/core/hang_monitor.h"

#include <algorithm>

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

// A tick this late says more about the browser (suspended, starved) than about its renderers.
constexpr Duration kOverslept = milliseconds(200);
// A busy machine gives a spinning thread less than a whole core; a waiting one uses next to nothing.
constexpr double kSpinningShare = 0.1;
// SIGCONT acts at once; one that is stopped still after this was stopped again.
constexpr Duration kResumeGrace = milliseconds(300);
// A main thread that goes on sending but never answers is given this much more than a silent one: other limits (its
// queue, its rates) are there to judge it first.
constexpr Duration kTalkativeGrace = std::chrono::seconds(10);

}  // namespace

std::string_view NameOf(HangKind kind) {
  switch (kind) {
    case HangKind::kSpinning:
      return "spinning";
    case HangKind::kBlocked:
      return "blocked";
    case HangKind::kStopped:
      return "stopped";
  }
  return "blocked";
}

HangMonitor::HangMonitor(HangOptions options, TimePoint now)
    : options_(options),
      // Four pings within the warning time, at most two a second: each wakes an idle thread.
      interval_(std::clamp<Duration>(options.warn / 4, milliseconds(50), milliseconds(500))),
      last_beat_(now),
      next_ping_(now + interval_),
      last_tick_(now) {}

HangMonitor::Step HangMonitor::Tick(TimePoint now, Duration late, const Sampler& sample) {
  Step step;
  const Duration passed = now - last_tick_;
  last_tick_ = now;
  if (!outstanding_) {
    if (now >= next_ping_) {
      outstanding_ = true;
      ++nonce_;
      asked_ = quiet_since_ = now;
      first_sample_.reset();
      step.ping = true;
    }
    return step;
  }
  if (late >= kOverslept) {
    asked_ += late;
    quiet_since_ += late;
    first_sample_.reset();
    return step;
  }
  const Duration waited = std::max(now - quiet_since_, now - asked_ - kTalkativeGrace);
  if (waited < options_.warn / 2) {
    return step;
  }
  const std::optional<ThreadSample> seen = sample();
  if (seen && (seen->traced || seen->state == 't')) {
    asked_ += passed;
    quiet_since_ += passed;
    first_sample_.reset();
    return step;
  }
  if (seen) {
    Classify(now, *seen);
  }
  if (waited < options_.warn) {
    return step;
  }
  step.kind = kind_;
  if (!unresponsive_) {
    unresponsive_ = true;
    step.unresponsive = true;
  }
  if (kind_ == HangKind::kStopped) {
    if (!resumed_) {
      resumed_ = true;
      resumed_at_ = now;
      step.resume = true;
    } else if (now - resumed_at_ >= kResumeGrace) {
      step.kill = true;
    }
  }
  if (waited >= options_.kill) {
    step.kill = true;
  }
  return step;
}

void HangMonitor::Classify(TimePoint now, const ThreadSample& sample) {
  if (sample.state == 'T') {
    kind_ = HangKind::kStopped;
    first_sample_.reset();
    return;
  }
  if (!first_sample_) {
    first_sample_ = sample;
    first_sample_at_ = now;
    kind_ = sample.state == 'R' ? HangKind::kSpinning : HangKind::kBlocked;
    return;
  }
  const auto wall = std::chrono::duration_cast<std::chrono::nanoseconds>(now - first_sample_at_).count();
  const double used = static_cast<double>(sample.cpu_ns - std::min(sample.cpu_ns, first_sample_->cpu_ns));
  kind_ = used >= kSpinningShare * static_cast<double>(wall) ? HangKind::kSpinning : HangKind::kBlocked;
}

HangMonitor::Pong HangMonitor::OnPong(uint64_t nonce, TimePoint now) {
  if (!outstanding_ || nonce != nonce_) {
    return Pong::kNeverSent;
  }
  outstanding_ = false;
  last_beat_ = now;
  next_ping_ = now + interval_;
  if (!unresponsive_) {
    return Pong::kExpected;
  }
  unresponsive_ = false;
  return Pong::kRecovered;
}

void HangMonitor::OnTraffic(TimePoint now) {
  quiet_since_ = now;
}

bool HangMonitor::Suspects(TimePoint now) const {
  return outstanding_ && now - quiet_since_ >= options_.warn;
}

}  // namespace bulkhead
