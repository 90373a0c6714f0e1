#include "browser/core/tab_state.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

namespace bulkhead {
namespace {

using enum TabState;

constexpr TabState kAllStates[] = {kStarting, kLive, kUnresponsive, kGone, kRestarting, kGaveUp, kClosed};

TEST(TabStateTest, EveryStepIsListedHere) {
  const auto check = [](TabState from, std::initializer_list<TabState> allowed) {
    for (const TabState to : kAllStates) {
      const bool expected = std::find(allowed.begin(), allowed.end(), to) != allowed.end();
      EXPECT_EQ(TabStateMachine::Allows(from, to), expected) << NameOf(from) << " -> " << NameOf(to);
    }
  };
  check(kStarting, {kLive, kGone, kClosed});
  check(kLive, {kUnresponsive, kGone, kClosed});
  check(kUnresponsive, {kLive, kGone, kClosed});
  check(kGone, {kRestarting, kGaveUp, kClosed});
  check(kRestarting, {kStarting, kClosed});
  check(kGaveUp, {kRestarting, kClosed});
  check(kClosed, {});
}

TEST(TabStateTest, EachNewStartIsAGeneration) {
  TabStateMachine tab;
  EXPECT_EQ(tab.generation(), 1u);
  for (const TabState next : {kLive, kUnresponsive, kLive, kGone, kRestarting, kStarting, kGone, kRestarting, kStarting}) {
    tab.MoveTo(next);
  }
  EXPECT_EQ(tab.generation(), 3u);
  EXPECT_EQ(tab.state(), kStarting);
}

TEST(TabStateDeathTest, AnIllegalStepEndsTheProgram) {
  TabStateMachine tab;
  EXPECT_DEATH(tab.MoveTo(kRestarting), "check failed");
}

}  // namespace
}  // namespace bulkhead
