// StrikeWatch: what came of the last thing that was done to a tab: the line under the table. Pure.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_STRIKE_WATCH_H_
#define BULKHEAD_BROWSER_CLI_LIVE_STRIKE_WATCH_H_

#include <optional>
#include <string>

#include "browser/cli/terminal.h"
#include "browser/host/events.h"

namespace bulkhead {

class StrikeWatch {
 public:
  explicit StrikeWatch(TextStyle style) : style_(style) {}

  // `what` was done to `tab` at `t` (as events tell time). What came of the one before is forgotten.
  void OnStrike(TabId tab, std::string what, double t);
  void OnEvent(const Event& event);
  // The longest gap between two frames of another tab, over a while that ended at `t`.
  void OnNeighbourGap(TabId neighbour, double ms, double t);

  // Empty: nothing was done yet. `t`: now.
  std::string Line(double t) const;

 private:
  // A neighbour that suffers does so at once: what its frames do this long after the end has other reasons.
  static constexpr double kAfterEnd = 1;

  const TextStyle style_;
  TabId tab_ = 0;
  std::string what_;
  double struck_ = 0;
  std::string came_;  // so far, in words
  std::optional<double> ended_;
  std::optional<double> worst_gap_ms_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_STRIKE_WATCH_H_
