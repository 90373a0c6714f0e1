#include "browser/doctor/environments.h"

#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bulkhead {
namespace {

using testing::HasSubstr;
using testing::StrEq;

TEST(EnvironmentsTest, TheReadmeHasTheProgramsTable) {
  std::ifstream file(BULKHEAD_SOURCE_DIR "/README.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr(EnvironmentsAsMarkdown()));
}

TEST(EnvironmentsTest, EachRowSaysWhatHelpsWhereStrictDoesNotStart) {
  for (const Environment& row : Environments()) {
    EXPECT_EQ(*row.line == '\0', std::string(row.strict) == "yes") << row.name;
  }
}

TEST(EnvironmentsTest, TheRowThatFits) {
  MachineFacts machine;
  machine.user.uid = 1000;
  const auto name = [&](bool namespaces, bool strict = false) { return FindEnvironment(machine, {namespaces, strict}).name; };
  EXPECT_THAT(name(true), StrEq("Linux"));
  machine.user.uid = 0;
  EXPECT_THAT(name(true), StrEq("Linux as root"));
  machine.settings.container = Container::kOther;
  EXPECT_THAT(name(true), StrEq("Linux as root"));
  machine.settings.ubuntu = true;
  EXPECT_THAT(name(true), StrEq("Ubuntu 23.10 or later"));
  machine.settings.wsl = true;  // Ubuntu in it has no AppArmor of its own
  EXPECT_THAT(name(true), StrEq("WSL2"));
  machine.settings.container = Container::kDocker;
  EXPECT_THAT(name(false), StrEq("Docker, its default profile"));
  EXPECT_THAT(name(true), StrEq("Docker, our profile"));
  machine.settings.container = Container::kPodman;
  EXPECT_THAT(name(true), StrEq("Podman, its default profile"));
  EXPECT_THAT(name(true, true), StrEq("Podman, our profile"));
  machine.settings.container = Container::kCodespaces;
  EXPECT_THAT(name(true), StrEq("GitHub Codespaces"));
}

}  // namespace
}  // namespace bulkhead
