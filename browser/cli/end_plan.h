// When a run with --duration ends. Pure: time is passed in.
#ifndef BULKHEAD_BROWSER_CLI_END_PLAN_H_
#define BULKHEAD_BROWSER_CLI_END_PLAN_H_

#include <optional>
#include <set>

#include "browser/host/events.h"
#include "ipc/os/clock.h"

namespace bulkhead {

// The duration counts from the last first frame, so that a slow start costs no running time; or from 5 s after the start,
// so that a page that never shows a frame does not hold up the end.
class EndPlan {
 public:
  static constexpr Duration kLongestWait = std::chrono::seconds(5);

  EndPlan(TimePoint start, std::optional<Duration> duration) : start_(start), duration_(duration) {}

  void OnOpened(TabId tab) { waiting_.insert(tab); }
  // Its first frame came, or none will come any more (gave up, closed).
  void OnSettled(TabId tab, TimePoint now);
  // nullopt: no end is planned. May move to an earlier time only by OnSettled().
  std::optional<TimePoint> EndsAt() const;

 private:
  const TimePoint start_;
  const std::optional<Duration> duration_;
  std::set<TabId> waiting_;
  std::optional<TimePoint> settled_;  // when the last of them did
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_END_PLAN_H_
