#include "browser/cli/sandbox_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST(SandboxWarningsTest, AWholeSandboxNeedsNone) {
  EXPECT_THAT(SandboxWarnings({"strict", {{"user", "applied"}, {"seccomp", "not built"}}, "tab"}), IsEmpty());
}

TEST(SandboxWarningsTest, EachMissingLayerSaysWhyAndWhatIsWeaker) {
  const auto warnings = SandboxWarnings({"best-effort", {{"user", "applied"}, {"net", "refused (errno 1)"}}, "tab"});
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].Line(), "bulkhead: weaker sandbox: net: refused (errno 1); a renderer can reach the network and sockets of "
                                "this machine");
}

TEST(SandboxWarningsTest, NoSandboxIsToldOnceAndLoudly) {
  const auto warnings = SandboxWarnings({"off", {{"user", "off"}, {"seccomp", "off"}}, "tab"});
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_THAT(warnings[0].Line(), StartsWith("bulkhead: warning: --sandbox=off: nothing keeps"));
}

TEST(SandboxWarningsTest, LearningIsToldAsLoudly) {
  const auto warnings =
      SandboxWarnings({"strict", {{"user", "applied"}, {"seccomp", "learning: calls are logged, not stopped"}}, "tab"});
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].Line(), "bulkhead: warning: --sandbox-learn: system calls that the policy forbids are let through, and "
                                "listed at the end; open only what you trust");
}

}  // namespace
}  // namespace bulkhead
