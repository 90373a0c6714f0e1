#include "browser/core/admission.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(AdmissionTest, CountsSixDescriptorsATabAndTheReserve) {
  const Admission admission(1024, 10);
  EXPECT_EQ(admission.Needed(1), 10 + kDescriptorReserve + 6);
  EXPECT_EQ(admission.Needed(100) - admission.Needed(99), 6u);
}

TEST(AdmissionTest, RefusesTheFirstTabThatDoesNotFitAndSaysWhatWould) {
  const Admission admission(256, 10);
  uint64_t tabs = 0;
  while (admission.Fits(tabs + 1)) {
    ++tabs;
  }
  EXPECT_EQ(tabs, (256 - 10 - kDescriptorReserve) / 6);
  const uint64_t wanted = admission.Needed(tabs + 1);
  EXPECT_GT(wanted, 256u);
  EXPECT_TRUE(Admission(wanted, 10).Fits(tabs + 1));
}

}  // namespace
}  // namespace bulkhead
