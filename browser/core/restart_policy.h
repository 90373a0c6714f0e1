// RestartPolicy: whether a tab whose renderer died gets another, and when. At most N in a window, each wait twice the last
// with jitter, everything forgotten after a stable stretch. Time and randomness are passed in.
#ifndef BULKHEAD_BROWSER_CORE_RESTART_POLICY_H_
#define BULKHEAD_BROWSER_CORE_RESTART_POLICY_H_

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>

#include "browser/core/cause.h"
#include "ipc/os/clock.h"

namespace bulkhead {

enum class RestartMode { kNever, kOnCrash, kAlways };

struct RestartOptions {
  RestartMode mode = RestartMode::kOnCrash;
  int max_restarts = 3;  // in `window`, then give up
  Duration window = std::chrono::seconds(30);
  Duration first_delay = std::chrono::milliseconds(100);
  Duration max_delay = std::chrono::seconds(10);
  double jitter = 0.2;   // of the delay, both ways
  Duration stable_after = std::chrono::seconds(10);
};

class RestartPolicy {
 public:
  // Uniform in [0, 1).
  using Random = std::function<double()>;

  RestartPolicy(RestartOptions options, Random random);

  struct Decision {
    enum class Kind { kStayGone, kRestart, kGiveUp } kind = Kind::kStayGone;
    uint32_t attempt = 0;  // 1, 2, ... since the last stable stretch
    Duration delay{};
  };
  // A death at `now`. A restart that is granted counts from now on.
  Decision OnDeath(Cause cause, TimePoint now);
  void OnLive(TimePoint now) { live_since_ = now; }
  // The user wants to see the page again: what was is forgotten.
  void OnReload() {
    restarts_.clear();
    attempt_ = 0;
  }

  // An end that was wanted is not a crash.
  static bool IsCrash(Cause cause);

 private:
  const RestartOptions options_;
  const Random random_;
  std::deque<TimePoint> restarts_;  // within the window
  uint32_t attempt_ = 0;
  TimePoint live_since_ = TimePoint::max();
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_RESTART_POLICY_H_
