#include "browser/core/tab_state.h"

#include "ipc/os/check.h"

namespace bulkhead {

std::string_view NameOf(TabState state) {
  switch (state) {
    case TabState::kStarting:
      return "starting";
    case TabState::kLive:
      return "live";
    case TabState::kUnresponsive:
      return "unresponsive";
    case TabState::kGone:
      return "gone";
    case TabState::kRestarting:
      return "restarting";
    case TabState::kGaveUp:
      return "gave_up";
    case TabState::kClosed:
      return "closed";
  }
  return "closed";
}

bool TabStateMachine::Allows(TabState from, TabState to) {
  using enum TabState;
  if (to == kClosed) {
    return from != kClosed;
  }
  switch (from) {
    case kStarting:
      return to == kLive || to == kGone;
    case kLive:
      return to == kUnresponsive || to == kGone;
    case kUnresponsive:
      return to == kLive || to == kGone;
    case kGone:
      return to == kRestarting || to == kGaveUp;
    case kRestarting:
      return to == kStarting;
    case kGaveUp:
      return to == kRestarting;
    case kClosed:
      return false;
  }
  return false;
}

void TabStateMachine::MoveTo(TabState next) {
  BULKHEAD_CHECK(Allows(state_, next));
  if (next == TabState::kStarting) {
    ++generation_;
  }
  state_ = next;
}

}  // namespace bulkhead
