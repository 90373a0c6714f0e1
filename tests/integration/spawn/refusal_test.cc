// What the kernel may refuse: strict names the step and the error, best-effort goes on and says what is weaker.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

#include <gmock/gmock.h>

#include "tests/integration/spawn/process_tree.h"
#include "tests/integration/spawn/spawn_fixture.h"
#include "tests/support/skip.h"

namespace bulkhead {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

bool WriteFile(const char* path, const std::string& text) {
  const UniqueFd file(::open(path, O_WRONLY | O_CLOEXEC));
  return file.valid() && ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// A user namespace of this process alone, in which it is `inner` and nobody else exists.
bool EnterUserNamespace(const std::string& inner) {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  return ::unshare(CLONE_NEWUSER) == 0 && WriteFile("/proc/self/setgroups", "deny") &&
         WriteFile("/proc/self/uid_map", inner + " " + std::to_string(uid) + " 1") &&
         WriteFile("/proc/self/gid_map", inner + " " + std::to_string(gid) + " 1");
}

// ... and in which no other may be made. Never touches the host's limit.
bool ForbidUserNamespaces() {
  return EnterUserNamespace("65534") && WriteFile("/proc/sys/user/max_user_namespaces", "0");
}

// From now on clone3 is not implemented, as in containers whose filter cannot look into its argument.
bool ForbidClone3() {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

class RefusalTest : public SpawnFixture {
 protected:
  std::string Layer(const std::string& wanted) const {
    for (const auto& [name, state] : report_->layers) {
      if (name == wanted) {
        return state;
      }
    }
    return "(none)";
  }
  std::string Failure() const {
    return failure_ ? failure_->step + " " + std::to_string(failure_->error) + " " + failure_->why : "ready";
  }
};

TEST_F(RefusalTest, StrictNamesTheStepThatNeedsUserNamespaces) {
  const std::string said = RunInChild([this]() -> std::string {
    if (!ForbidUserNamespaces()) {
      return "skip";
    }
    Start();
    return Failure();
  });
  if (said == "skip") {
    BULKHEAD_SKIP("no user namespace to forbid others in");
  }
  EXPECT_THAT(said, StartsWith("namespaces " + std::to_string(ENOSPC)));
}

TEST_F(RefusalTest, BestEffortGoesOnWithoutUserNamespacesAndSaysWhatIsWeaker) {
  options_.sandbox = SandboxMode::kBestEffort;
  const std::string said = RunInChild([this]() -> std::string {
    if (!ForbidUserNamespaces()) {
      return "skip";
    }
    if (!Start()) {
      return Failure();
    }
    auto renderer = SpawnLive();
    EXPECT_TRUE(renderer->outcome.ok);
    // A dead zygote and a dead init are survived and noticed here too.
    ::kill(WaitDescendant("bh-zygote"), SIGKILL);
    auto second = SpawnLive();
    EXPECT_TRUE(second->outcome.ok);
    EXPECT_TRUE(exits_.empty());
    ::kill(compartment_->init_pid(), SIGKILL);
    EXPECT_TRUE(WaitUntil([this] { return lost_; }));
    EXPECT_TRUE(WaitUntil([] { return Descendants(::getpid()).empty(); }));
    return Layer("user") + "|" + Layer("pid") + "|" + Layer("root") + "|" + Layer("process_group");
  });
  if (said == "skip") {
    BULKHEAD_SKIP("no user namespace to forbid others in");
  }
  EXPECT_THAT(said, HasSubstr("user namespaces refused: No space left on device"));
  EXPECT_THAT(said, HasSubstr("|needs a user namespace|needs a user namespace|applied"));
}

TEST_F(RefusalTest, ARootThatCannotBecomeSomebodyElse) {
  const std::string strict = RunInChild([this]() -> std::string {
    if (!EnterUserNamespace("0")) {
      return "skip";
    }
    Start();
    return Failure();
  });
  if (strict == "skip") {
    BULKHEAD_SKIP("no user namespace to be root in");
  }
  EXPECT_THAT(strict, StartsWith("identity " + std::to_string(EPERM) + " setgroups"));
  options_.sandbox = SandboxMode::kBestEffort;
  const std::string best = RunInChild([this]() -> std::string {
    return EnterUserNamespace("0") && Start() && SpawnLive()->outcome.ok ? Layer("user") : Failure();
  });
  EXPECT_THAT(best, StartsWith("renderers stay root: setgroups: "));
}

TEST_F(RefusalTest, WithoutClone3TheOlderCallDoes) {
  const std::string said = RunInChild([this]() -> std::string {
    if (!ForbidClone3()) {
      return "skip";
    }
    if (!Start()) {
      return Failure();
    }
    auto renderer = SpawnLive();
    return "pid " + std::to_string(InnermostPid(renderer->outcome.renderer.host_pid)) + " " + Layer("pid");
  });
  EXPECT_EQ(said, "pid 1 applied");
}

TEST_F(RefusalTest, ALayerLeftOutSaysSo) {
  options_.disabled_layers = {"net", "root"};
  ASSERT_TRUE(Start()) << Failure();
  EXPECT_EQ(Layer("net"), "left out by option");
  EXPECT_EQ(Layer("root"), "left out by option");
  EXPECT_EQ(Layer("pid"), "applied");
  auto renderer = SpawnLive();
  EXPECT_TRUE(renderer->outcome.ok);
  EndAndExpectNothingLeft();
}

TEST_F(RefusalTest, WithoutUserNamespaceThereIsNoOther) {
  options_.disabled_layers = {"user"};
  ASSERT_TRUE(Start()) << Failure();
  EXPECT_EQ(Layer("user"), "left out by option");
  EXPECT_EQ(Layer("net"), "needs a user namespace");
  EXPECT_EQ(Layer("root"), "needs a user namespace");
  EndAndExpectNothingLeft();
}

}  // namespace
}  // namespace bulkhead
