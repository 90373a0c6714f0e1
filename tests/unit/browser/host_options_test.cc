#include "browser/host/host_options.h"

#include <chrono>
#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(HostOptionsTest, DefaultsAndTheirEdgesAreUsable) {
  HostOptions options;
  EXPECT_EQ(Unusable(options), std::nullopt);
  options.disabled_layers = {"seccomp", "landlock"};
  options.viewport_width = 1;
  options.viewport_height = 8192;
  options.workers = 16;
  options.goodbye_deadline = 0s;
  EXPECT_EQ(Unusable(options), std::nullopt);
}

TEST(HostOptionsTest, EachThatCannotBeIsNamed) {
  struct Case {
    const char* name;
    std::function<void(HostOptions&)> spoil;
  };
  const Case kCases[] = {
      {"disabled_layers nonsense", [](HostOptions& options) { options.disabled_layers = {"seccomp", "nonsense"}; }},
      {"viewport 0x768", [](HostOptions& options) { options.viewport_width = 0; }},
      {"viewport 1024x8193", [](HostOptions& options) { options.viewport_height = 8193; }},
      {"workers 0", [](HostOptions& options) { options.workers = 0; }},
      {"workers 17", [](HostOptions& options) { options.workers = 17; }},
      {"memory_limit_bytes 0", [](HostOptions& options) { options.memory_limit_bytes = 0; }},
      {"startup_deadline", [](HostOptions& options) { options.startup_deadline = 0s; }},
      {"goodbye_deadline", [](HostOptions& options) { options.goodbye_deadline = -1s; }},
      {"hang", [](HostOptions& options) { options.hang.warn = 0s; }},
      {"hang", [](HostOptions& options) { options.hang.kill = -1s; }},
  };
  for (const Case& bad : kCases) {
    HostOptions options;
    bad.spoil(options);
    const std::optional<UserError> error = Unusable(options);
    ASSERT_TRUE(error) << bad.name;
    EXPECT_THAT(error->Line(), HasSubstr(bad.name));
    EXPECT_FALSE(error->remedy.empty()) << bad.name;
  }
}

}  // namespace
}  // namespace bulkhead
