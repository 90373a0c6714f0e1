#include "browser/core/layer_states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::ElementsAre;
using testing::Pair;

const LayerStates kPromised = {{"user", "refused"}, {"landlock", "applied"}, {"seccomp", "applied"}};

TEST(LayerStatesTest, ARendererTakesAwayWhatItDoesWithout) {
  EXPECT_THAT(WithoutMissing(kPromised, {{"seccomp", "no such call"}}),
              ElementsAre(Pair("user", "refused"), Pair("landlock", "applied"), Pair("seccomp", "no such call")));
}

TEST(LayerStatesTest, ARendererAddsNothing) {
  EXPECT_EQ(WithoutMissing(kPromised, {}), kPromised);
  EXPECT_EQ(WithoutMissing(kPromised, {{"user", "applied"}, {"landlock", "applied"}, {"armour", "thick"}}), kPromised);
}

TEST(LayerStatesTest, WhatIsMissingWithoutAReasonIsRefused) {
  EXPECT_THAT(WithoutMissing({{"seccomp", "applied"}}, {{"seccomp", ""}}), ElementsAre(Pair("seccomp", "refused")));
}

TEST(LayerStatesTest, WhatInitKnewStays) {
  EXPECT_EQ(WithoutMissing(kPromised, {{"user", "something else"}}), kPromised);
}

}  // namespace
}  // namespace bulkhead
