// HangMonitor: is the main thread of one renderer alive? One ping is outstanding at a time; the main thread itself
// answers it. Says what to do, does nothing: time, samples and the browser's own lateness are passed in.
#ifndef BULKHEAD_BROWSER_CORE_HANG_MONITOR_H_
#define BULKHEAD_BROWSER_CORE_HANG_MONITOR_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "ipc/os/clock.h"

namespace bulkhead {

struct HangOptions {
  Duration warn = std::chrono::seconds(2);
  Duration kill = std::chrono::seconds(10);
};

enum class HangKind { kSpinning, kBlocked, kStopped };
std::string_view NameOf(HangKind kind);

// The main thread as /proc shows it.
struct ThreadSample {
  char state = '?';      // of proc(5): R, S, D, T, t, Z
  uint64_t cpu_ns = 0;   // user and system
  bool traced = false;
};

class HangMonitor {
 public:
  using Sampler = std::function<std::optional<ThreadSample>()>;

  // `now`: the renderer's Hello, the first sign of life.
  HangMonitor(HangOptions options, TimePoint now);

  // To be done in this order.
  struct Step {
    bool ping = false;          // send Ping{nonce()}
    bool unresponsive = false;  // tell the user, with `kind`
    bool resume = false;        // SIGCONT, once in a renderer's life
    bool kill = false;          // Hang(main, kind)
    HangKind kind = HangKind::kBlocked;
  };
  // `late`: how much later than planned this tick comes. A browser that overslept judges nobody: the missed time is
  // taken out of the wait. `sample` is asked only once there is a suspicion.
  Step Tick(TimePoint now, Duration late, const Sampler& sample);

  enum class Pong { kExpected, kRecovered, kNeverSent };
  Pong OnPong(uint64_t nonce, TimePoint now);
  // Another message from the main thread: it lives, though it may not read. Delays a verdict, but not for ever.
  void OnTraffic(TimePoint now);

  uint64_t nonce() const { return nonce_; }
  bool unresponsive() const { return unresponsive_; }
  // The ping has waited for long enough to be called a hang if anything else breaks now (an overflowing queue).
  bool Suspects(TimePoint now) const;
  HangKind kind() const { return kind_; }
  TimePoint last_beat() const { return last_beat_; }

 private:
  void Classify(TimePoint now, const ThreadSample& sample);

  const HangOptions options_;
  const Duration interval_;
  bool outstanding_ = false;
  bool unresponsive_ = false;
  bool resumed_ = false;
  uint64_t nonce_ = 0;
  TimePoint asked_{};         // the ping, moved forward by time that does not count
  TimePoint quiet_since_{};   // as asked_, but restarted by other messages
  TimePoint last_beat_{};
  TimePoint next_ping_{};
  TimePoint resumed_at_{};
  TimePoint last_tick_{};
  std::optional<ThreadSample> first_sample_;
  TimePoint first_sample_at_{};
  HangKind kind_ = HangKind::kBlocked;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_HANG_MONITOR_H_
