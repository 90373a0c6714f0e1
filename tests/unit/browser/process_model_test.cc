#include "browser/core/process_model.h"

#include <gtest/gtest.h>

#include <vector>

namespace bulkhead {
namespace {

const std::vector<RendererSlot> kSlots = {
    {1, "", 0, true},           // the spare
    {2, "/pages/a", 2, false},  // dying
    {3, "/pages/b", 1, true},
    {4, "/pages/a", 1, true},
};

TEST(ProcessModelTest, TabAlwaysWantsItsOwn) {
  EXPECT_EQ(AllocateHost(ProcessModel::kTab, "/pages/a", kSlots), std::nullopt);
}

TEST(ProcessModelTest, SiteSharesAmongTheLivingOfOneSite) {
  EXPECT_EQ(AllocateHost(ProcessModel::kSite, "/pages/a", kSlots), 4u);
  EXPECT_EQ(AllocateHost(ProcessModel::kSite, "/pages/b", kSlots), 3u);
  EXPECT_EQ(AllocateHost(ProcessModel::kSite, "/pages/c", kSlots), std::nullopt);
}

TEST(ProcessModelTest, SharedTakesTheOneThatIsThere) {
  EXPECT_EQ(AllocateHost(ProcessModel::kShared, "/pages/c", kSlots), 3u);
  EXPECT_EQ(AllocateHost(ProcessModel::kShared, "", {}), std::nullopt);
}

TEST(ProcessModelTest, Names) {
  EXPECT_EQ(NameOf(ProcessModel::kTab), "tab");
  EXPECT_EQ(NameOf(ProcessModel::kSite), "site");
  EXPECT_EQ(NameOf(ProcessModel::kShared), "shared");
}

}  // namespace
}  // namespace bulkhead
