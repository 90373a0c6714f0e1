#include "browser/doctor/remedies.h"

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/core/layer_facts.h"

namespace bulkhead {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string Refused(int error) {
  return "refused: in words (errno " + std::to_string(error) + ")";
}

TEST(RemediesTest, ErrnoIsTheNumberAtTheEnd) {
  EXPECT_EQ(ErrnoOf("user namespaces refused: No space left on device (errno 28)"), 28);
  EXPECT_EQ(ErrnoOf("needs a user namespace"), 0);
  EXPECT_EQ(ErrnoOf("(errno "), 0);
}

TEST(RemediesTest, WhatIsAppliedNeedsNone) {
  for (const LayerFact& fact : LayerFacts()) {
    EXPECT_EQ(RemedyForLayer(fact.name, "applied", {}), "") << fact.name;
  }
}

TEST(RemediesTest, ALimitIsRaised) {
  Settings settings;
  EXPECT_EQ(RemedyForLayer("net", Refused(ENOSPC), settings), "sudo sysctl -w user.max_net_namespaces=15000");
  settings.sysctl["user.max_user_namespaces"] = 0;
  EXPECT_EQ(RemedyForLayer("user", Refused(ENOSPC), settings), "sudo sysctl -w user.max_user_namespaces=15000");
  EXPECT_EQ(RemedyForStep("namespaces", ENOSPC, settings), "sudo sysctl -w user.max_user_namespaces=15000");
  // The whole chain is made in one call: the limit that is nought is the one.
  settings.sysctl = {{"user.max_user_namespaces", 100}, {"user.max_mnt_namespaces", 0}};
  EXPECT_EQ(RemedyForStep("namespaces", ENOSPC, settings), "sudo sysctl -w user.max_mnt_namespaces=15000");
}

TEST(RemediesTest, UbuntusAppArmorIsTold) {
  Settings settings;
  settings.sysctl["kernel.apparmor_restrict_unprivileged_userns"] = 1;
  const std::string line = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
  EXPECT_EQ(RemedyForLayer("root", Refused(EACCES), settings), line);
  EXPECT_EQ(RemedyForStep("uid_map", EPERM, settings), line);
  settings.sysctl["kernel.apparmor_restrict_unprivileged_userns"] = 0;
  EXPECT_THAT(RemedyForLayer("root", Refused(EACCES), settings), Not(HasSubstr("apparmor_restrict")));
}

TEST(RemediesTest, DebiansSwitch) {
  Settings settings;
  settings.sysctl["kernel.unprivileged_userns_clone"] = 0;
  EXPECT_EQ(RemedyForLayer("user", Refused(EPERM), settings), "sudo sysctl -w kernel.unprivileged_userns_clone=1");
}

TEST(RemediesTest, AContainersFilterIsReplaced) {
  Settings settings;
  settings.container = Container::kDocker;
  settings.sysctl["kernel.apparmor_restrict_unprivileged_userns"] = 1;  // of the host: the container's filter comes first
  EXPECT_THAT(RemedyForLayer("user", Refused(EPERM), settings),
              StartsWith("docker run --security-opt seccomp=tools/container/seccomp.json"));
  EXPECT_THAT(RemedyForLayer("landlock", Refused(ENOSYS), settings), StartsWith("docker run "));
  EXPECT_THAT(RemedyForLayer("rlimits", Refused(EPERM), settings), StartsWith("docker run "));
  settings.container = Container::kPodman;
  EXPECT_THAT(RemedyForStep("hostname", EPERM, settings), StartsWith("podman run --security-opt seccomp="));
  settings.container = Container::kCodespaces;
  EXPECT_THAT(RemedyForLayer("user", Refused(EPERM), settings), HasSubstr("devcontainer.json"));
}

TEST(RemediesTest, AFilterWithoutAContainerIsNamed) {
  Settings settings;
  settings.filtered = true;
  EXPECT_THAT(RemedyForLayer("landlock", Refused(ENOSYS), settings), HasSubstr("seccomp filter that it inherited"));
  EXPECT_THAT(RemedyForLayer("seccomp", Refused(EINVAL), settings), HasSubstr("seccomp filter that it inherited"));
}

TEST(RemediesTest, TheKernelsOwnRefusals) {
  EXPECT_THAT(RemedyForLayer("landlock", Refused(EOPNOTSUPP), {}), HasSubstr("lsm="));
  EXPECT_THAT(RemedyForLayer("landlock", Refused(ENOSYS), {}), HasSubstr("5.13"));
  EXPECT_THAT(RemedyForLayer("seccomp", Refused(EINVAL), {}), HasSubstr("CONFIG_SECCOMP_FILTER"));
  EXPECT_THAT(RemedyForLayer("user", Refused(EINVAL), {}), HasSubstr("CONFIG_USER_NS"));
  EXPECT_THAT(RemedyForLayer("user", Refused(EPERM), {}), HasSubstr("chroot"));
}

TEST(RemediesTest, WithoutProcThereIsOneThingToDo) {
  Settings settings;
  settings.proc = false;
  settings.container = Container::kDocker;
  EXPECT_EQ(RemedyForLayer("user", Refused(ENOENT), settings), "mount -t proc proc /proc");
  EXPECT_EQ(RemedyForStep("uid_map", ENOENT, settings), "mount -t proc proc /proc");
}

TEST(RemediesTest, OneThatWaitsForAnotherSaysSo) {
  EXPECT_EQ(RemedyForLayer("pid", "needs a user namespace", {}), "as for user");
  EXPECT_EQ(RemedyForLayer("root", "needs a mount namespace", {}), "as for user");
  EXPECT_EQ(RemedyForLayer("capabilities", "the bounding set stays: needs a user namespace", {}), "as for user");
}

TEST(RemediesTest, StepsOfNoLayer) {
  EXPECT_THAT(RemedyForStep("spawn", 0, {}), HasSubstr("bulkhead-renderer"));
  EXPECT_THAT(RemedyForStep("identity", EPERM, {}), HasSubstr("ordinary user"));
  EXPECT_EQ(RemedyForStep("spawn", ENOSYS, {}), "Linux 5.9 or later");
  EXPECT_THAT(RemedyForStep("priority", EPERM, {}), IsEmpty());
}

}  // namespace
}  // namespace bulkhead
