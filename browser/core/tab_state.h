// The life of a tab, and which step may follow which. A tab outlives its renderers: each new one is a new generation.
#ifndef BULKHEAD_BROWSER_CORE_TAB_STATE_H_
#define BULKHEAD_BROWSER_CORE_TAB_STATE_H_

#include <cstdint>
#include <string_view>

namespace bulkhead {

enum class TabState { kStarting, kLive, kUnresponsive, kGone, kRestarting, kGaveUp, kClosed };
// "starting", ..., "gave_up", "closed".
std::string_view NameOf(TabState state);

class TabStateMachine {
 public:
  TabState state() const { return state_; }
  // Renderers started so far; 1 = never restarted.
  uint32_t generation() const { return generation_; }

  // CHECKs that the step is legal: an illegal one is a fault of ours, never of a page.
  void MoveTo(TabState next);
  static bool Allows(TabState from, TabState to);

 private:
  TabState state_ = TabState::kStarting;
  uint32_t generation_ = 1;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_TAB_STATE_H_
