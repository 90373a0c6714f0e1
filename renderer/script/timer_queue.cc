#include "renderer/script/timer_queue.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

// HTML, "timer initialization steps": a nesting level above 5 waits at least 4 ms.
constexpr int kFreeNesting = 5;
constexpr milliseconds kNestedMinimum{4};
// An interval of 0 would never let the queue run dry.
constexpr milliseconds kIntervalMinimum{1};

Duration ToDuration(double delay_ms) {
  if (!(delay_ms > 0) || delay_ms > std::numeric_limits<int32_t>::max()) {
    return {};
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(delay_ms));
}

Duration Clamp(Duration delay, int nesting) {
  return nesting > kFreeNesting ? std::max<Duration>(delay, kNestedMinimum) : delay;
}

}  // namespace

TimerId TimerQueue::Add(TimePoint now, double delay_ms, bool repeats) {
  const TimerId id = ++last_id_;
  Timer timer;
  timer.interval = ToDuration(delay_ms);
  if (repeats) {
    timer.interval = std::max<Duration>(timer.interval, kIntervalMinimum);
  }
  timer.repeats = repeats;
  timer.nesting = nesting_ + 1;
  timer.due = now + Clamp(timer.interval, timer.nesting);
  order_.emplace(std::pair(timer.due, id), id);
  timers_.emplace(id, timer);
  return id;
}

void TimerQueue::Cancel(TimerId id) {
  const auto found = timers_.find(id);
  if (found == timers_.end()) {
    return;
  }
  order_.erase({found->second.due, id});
  timers_.erase(found);
}

std::optional<TimePoint> TimerQueue::next_due() const {
  if (order_.empty()) {
    return std::nullopt;
  }
  return order_.begin()->first.first;
}

std::optional<TimerQueue::Due> TimerQueue::TakeDue(TimePoint now, TimerId newest) {
  if (order_.empty() || order_.begin()->first.first > now || order_.begin()->second > newest) {
    return std::nullopt;
  }
  const TimerId id = order_.begin()->second;
  order_.erase(order_.begin());
  const auto found = timers_.find(id);
  Timer& timer = found->second;
  const Due due{.id = id, .repeats = timer.repeats};
  taken_nesting_ = timer.nesting;
  if (timer.repeats) {
    ++timer.nesting;
    const Duration interval = Clamp(timer.interval, timer.nesting);
    // Missed turns are dropped, not bunched.
    const auto turns = (now - timer.due) / interval + 1;
    timer.due += turns * interval;
    order_.emplace(std::pair(timer.due, id), id);
  } else {
    timers_.erase(found);
  }
  return due;
}

void TimerQueue::BeginRun() {
  nesting_ = taken_nesting_;
}

}  // namespace bulkhead
