// Under ThreadSanitizer a handler runs inside its runtime's own, and a fault there is that one's: this test is labelled notsan.
#include "tests/unit/renderer/fault_injector_fixture.h"

namespace bulkhead {
namespace {

TEST_F(FaultInjectorTest, ACrashInTheHandlerLeavesTheFramesUpToThere) {
  Strike("crash.in_handler", "crash.in_handler");
  EXPECT_EQ(WaitForEnd(), 128 + SIGSEGV);
  const CrashRecord& record = area()->records[0];
  EXPECT_EQ(record.state, CrashRecord::kComplete);
  EXPECT_EQ(record.remarks, CrashRecord::kWalkFaulted);
  EXPECT_EQ(record.address, 0u);
  EXPECT_EQ(record.frame_count, 2u);
}

}  // namespace
}  // namespace bulkhead
