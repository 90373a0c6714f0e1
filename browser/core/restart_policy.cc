#include "browser/core/restart_policy.h"

#include <algorithm>
#include <utility>

namespace bulkhead {

RestartPolicy::RestartPolicy(RestartOptions options, Random random)
    : options_(options), random_(std::move(random)) {}

bool RestartPolicy::IsCrash(Cause cause) {
  return cause != Cause::kCleanExit && cause != Cause::kKilledByUser && cause != Cause::kKilledByPolicy;
}

RestartPolicy::Decision RestartPolicy::OnDeath(Cause cause, TimePoint now) {
  const TimePoint live_since = std::exchange(live_since_, TimePoint::max());
  if (live_since != TimePoint::max() && now - live_since >= options_.stable_after) {
    restarts_.clear();
    attempt_ = 0;
  }
  if (options_.mode == RestartMode::kNever || (options_.mode == RestartMode::kOnCrash && !IsCrash(cause))) {
    return {};
  }
  while (!restarts_.empty() && now - restarts_.front() > options_.window) {
    restarts_.pop_front();
  }
  if (static_cast<int>(restarts_.size()) >= options_.max_restarts) {
    return {Decision::Kind::kGiveUp, attempt_, {}};
  }
  restarts_.push_back(now);
  // Doubled by counting, not by shifting: attempts may be many when max_restarts is large.
  Duration delay = options_.first_delay;
  for (uint32_t i = 0; i < attempt_ && delay < options_.max_delay; ++i) {
    delay *= 2;
  }
  delay = std::min(delay, options_.max_delay);
  const double factor = 1 + options_.jitter * (2 * random_() - 1);
  ++attempt_;
  return {Decision::Kind::kRestart, attempt_,
          std::chrono::duration_cast<Duration>(std::chrono::duration<double>(delay) * factor)};
}

}  // namespace bulkhead
