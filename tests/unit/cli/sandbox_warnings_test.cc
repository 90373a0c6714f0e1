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

}  // namespace
}  // namespace bulkhead
