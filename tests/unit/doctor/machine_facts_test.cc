#include "browser/doctor/machine_facts.h"

#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/doctor/cgroup_facts.h"
#include "browser/doctor/small_file.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using testing::Each;
using testing::Field;
using testing::IsEmpty;

class MachineFactsTest : public testing::Test {
 protected:
  MachineFacts Read() {
    return ReadMachineFacts(root_.path(), [this](const char* name) -> const char* {
      const auto found = environment_.find(name);
      return found == environment_.end() ? nullptr : found->second.c_str();
    });
  }
  TempDir root_;
  std::map<std::string, std::string> environment_;
};

TEST_F(MachineFactsTest, AnEmptyMachineSaysLittle) {
  const MachineFacts facts = Read();
  EXPECT_FALSE(facts.kernel.release.empty());  // uname needs no file
  EXPECT_EQ(facts.kernel.system, "");
  EXPECT_EQ(facts.user.uid, ::geteuid());
  EXPECT_EQ(facts.cgroup.version, 0);
  EXPECT_EQ(facts.fonts.size(), 6u);
  EXPECT_THAT(facts.fonts, Each(Field(&FontFact::found, false)));
  EXPECT_FALSE(facts.settings.proc);
  EXPECT_EQ(facts.settings.container, Container::kNone);
  EXPECT_FALSE(facts.settings.wsl);
  EXPECT_FALSE(facts.settings.ubuntu);
  EXPECT_THAT(facts.settings.sysctl, IsEmpty());
}

TEST_F(MachineFactsTest, ReadsWhatExplainsARefusal) {
  root_.Write("proc/self/status", "");
  root_.Write("proc/sys/user/max_user_namespaces", "0\n");
  root_.Write("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
  root_.Write("usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "font");
  const MachineFacts facts = Read();
  EXPECT_TRUE(facts.settings.proc);
  EXPECT_EQ(facts.settings.sysctl, (std::map<std::string, uint64_t>{{"user.max_user_namespaces", 0},
                                                                    {"kernel.apparmor_restrict_unprivileged_userns", 1}}));
  EXPECT_TRUE(facts.fonts[0].found);
  EXPECT_FALSE(facts.fonts[1].found);
}

TEST_F(MachineFactsTest, KnowsTheSystem) {
  root_.Write("etc/os-release", "NAME=\"Ubuntu\"\nPRETTY_NAME=\"Ubuntu 24.04.1 LTS\"\nID=ubuntu\nVERSION_ID=\"24.04\"\n");
  EXPECT_EQ(Read().kernel.system, "Ubuntu 24.04.1 LTS");
  EXPECT_TRUE(Read().settings.ubuntu);
  root_.Write("etc/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\n");
  EXPECT_FALSE(Read().settings.ubuntu);
  root_.Write("etc/os-release", "ID=ubuntu\nVERSION_ID=\"23.10\"\n");
  EXPECT_TRUE(Read().settings.ubuntu);
  root_.Write("etc/os-release", "ID=debian\nVERSION_ID=\"99\"\n");
  EXPECT_FALSE(Read().settings.ubuntu);
}

TEST_F(MachineFactsTest, KnowsContainersAndWsl) {
  root_.Write("proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2\n");
  EXPECT_TRUE(Read().settings.wsl);
  environment_["container"] = "lxc";
  EXPECT_EQ(Read().settings.container, Container::kOther);
  root_.Write(".dockerenv", "");
  EXPECT_EQ(Read().settings.container, Container::kDocker);
  root_.Write("run/.containerenv", "rootless=1\n");
  EXPECT_EQ(Read().settings.container, Container::kPodman);
  environment_["CODESPACES"] = "true";
  EXPECT_EQ(Read().settings.container, Container::kCodespaces);
}

TEST_F(MachineFactsTest, RenderersRunAsNobodyOrTheUserBehindSudo) {
  environment_ = {{"SUDO_UID", "1000"}, {"SUDO_GID", "1000"}};
  EXPECT_EQ(Read().user.renderer_uid, ::geteuid() == 0 ? 1000 : ::geteuid());
  for (const char* nonsense : {"", "0", "12x", "-1"}) {
    environment_["SUDO_UID"] = nonsense;
    EXPECT_EQ(Read().user.renderer_uid, ::geteuid() == 0 ? 65534 : ::geteuid()) << nonsense;
  }
  environment_ = {{"SUDO_UID", "1000"}};  // both or neither
  EXPECT_EQ(Read().user.renderer_uid, ::geteuid() == 0 ? 65534 : ::geteuid());
}

TEST_F(MachineFactsTest, CgroupVersionTwo) {
  root_.Write("proc/self/cgroup", "0::/user.slice/me\n");
  root_.Write("sys/fs/cgroup/user.slice/me/cgroup.controllers", "cpu memory pids\n");
  root_.Write("sys/fs/cgroup/user.slice/me/cgroup.procs", "");
  root_.Write("sys/fs/cgroup/user.slice/me/pids.max", "512\n");
  MachineFacts facts = Read();
  EXPECT_EQ(facts.cgroup.version, 2);
  EXPECT_EQ(facts.cgroup.path, "/user.slice/me");
  EXPECT_TRUE(facts.cgroup.writable);
  EXPECT_TRUE(facts.cgroup.memory && facts.cgroup.pids && facts.cgroup.cpu);
  EXPECT_EQ(facts.limits.pids, 512u);
  root_.Write("sys/fs/cgroup/user.slice/me/cgroup.controllers", "cpuset\n");
  root_.Write("sys/fs/cgroup/user.slice/me/pids.max", "max\n");
  facts = Read();
  EXPECT_FALSE(facts.cgroup.memory || facts.cgroup.pids || facts.cgroup.cpu);
  EXPECT_FALSE(facts.limits.pids);
}

TEST_F(MachineFactsTest, AGroupOfSomebodyElseIsNotWritable) {
  root_.Write("proc/self/cgroup", "0::/\n");
  root_.Write("sys/fs/cgroup/cgroup.controllers", "memory\n");
  EXPECT_FALSE(Read().cgroup.writable);  // no cgroup.procs to move processes with
}

TEST_F(MachineFactsTest, CgroupVersionOne) {
  root_.Write("proc/self/cgroup", "9:name=systemd:/\n8:pids:/a\n4:memory:/group/b\n2:cpu,cpuacct:/\n0::/\n");
  root_.Write("sys/fs/cgroup/cgroup.controllers", "");
  root_.Write("sys/fs/cgroup/pids/a/pids.max", "77\n");
  const MachineFacts facts = Read();
  EXPECT_EQ(facts.cgroup.version, 1);
  EXPECT_EQ(facts.cgroup.path, "/group/b");
  EXPECT_TRUE(facts.cgroup.memory && facts.cgroup.pids && facts.cgroup.cpu);
  EXPECT_FALSE(facts.cgroup.writable);
  EXPECT_EQ(facts.limits.pids, 77u);
}

TEST_F(MachineFactsTest, AFileThatWaitsForAWriterIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo((root_.path() / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(ReadSmallFile(root_.path() / "pipe"), "");
}

TEST(SmallFileTest, LinesByTheirBeginning) {
  EXPECT_EQ(LineAfter("A=1\nAB=2\n", "AB="), "2");
  EXPECT_EQ(LineAfter("A=1", "A="), "1");
  EXPECT_EQ(LineAfter("XA=1\n", "A="), std::nullopt);
}

}  // namespace
}  // namespace bulkhead
