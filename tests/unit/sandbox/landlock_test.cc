#include "renderer/sandbox/landlock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/skip.h"
#include "tests/unit/sandbox/in_child.h"

namespace bulkhead {
namespace {

long AbiVersion() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
}

int ErrorOf(long result) {
  return result < 0 ? errno : 0;
}

// A port of this machine where nobody listens: without Landlock the kernel says
// ECONNREFUSED.
int ConnectError() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(1);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ErrorOf(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
}

// An abstract socket that the parent made before; its name is `name` after the
// leading zero.
int AbstractError(const sockaddr_un& address, socklen_t size) {
  const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ErrorOf(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), size));
}

struct Errors {
  bool entered = false;
  int root = -1, dev_null = -1, make = -1, connect = -1, kill_parent = -1, kill_self = -1, abstract_socket = -1;
};

class LandlockTest : public testing::Test {
 protected:
  void SetUp() override {
    if (AbiVersion() <= 0) {
      BULKHEAD_SKIP("no Landlock here");
    }
    address_.sun_family = AF_UNIX;
    const std::string name = "bulkhead-test-" + std::to_string(::getpid());
    std::memcpy(address_.sun_path + 1, name.data(), name.size());
    size_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    listener_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address_), size_), 0);
    ASSERT_EQ(::listen(listener_.get(), 4), 0);
  }

  Errors Try(bool landlock) const {
    const pid_t parent = ::getpid();
    const auto end = InChild<Errors>([this, landlock, parent](Errors& errors) {
      if (landlock) {
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        Result<UniqueFd> ruleset = CreateDenyAllRuleset();
        errors.entered = ruleset && EnterRuleset(ruleset->get());
      }
      errors.root = ErrorOf(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      errors.dev_null = ErrorOf(::open("/dev/null", O_RDONLY | O_CLOEXEC));
      errors.make = ErrorOf(::mkdir("/dev/shm/bulkhead-test", 0700));
      ::rmdir("/dev/shm/bulkhead-test");
      errors.connect = ConnectError();
      errors.abstract_socket = AbstractError(address_, size_);
      errors.kill_parent = ErrorOf(::kill(parent, 0));
      errors.kill_self = ErrorOf(::kill(::getpid(), 0));
    });
    EXPECT_TRUE(end.ok());
    return end.seen;
  }

  sockaddr_un address_{};
  socklen_t size_ = 0;
  UniqueFd listener_;
};

// What the test below says about Landlock would be true without it otherwise.
TEST_F(LandlockTest, WithoutADomainAllOfItWorks) {
  const Errors errors = Try(false);
  EXPECT_EQ(errors.root, 0);
  EXPECT_EQ(errors.dev_null, 0);
  EXPECT_EQ(errors.connect, ECONNREFUSED);
  EXPECT_EQ(errors.abstract_socket, 0);
  EXPECT_EQ(errors.kill_parent, 0);
}

TEST_F(LandlockTest, NoPathOpens) {
  const Errors errors = Try(true);
  ASSERT_TRUE(errors.entered);
  EXPECT_EQ(errors.root, EACCES);
  EXPECT_EQ(errors.dev_null, EACCES);
  EXPECT_EQ(errors.make, EACCES);
  EXPECT_EQ(errors.kill_self, 0);
}

TEST_F(LandlockTest, NoTcpPortIsReached) {
  if (AbiVersion() < 4) {
    BULKHEAD_SKIP("Landlock's ABI is older than 4");
  }
  EXPECT_EQ(Try(true).connect, EACCES);
}

TEST_F(LandlockTest, NobodyOutsideIsSignalledOrCalled) {
  if (AbiVersion() < 6) {
    BULKHEAD_SKIP("Landlock's ABI is older than 6");
  }
  const Errors errors = Try(true);
  EXPECT_EQ(errors.kill_parent, EPERM);
  EXPECT_EQ(errors.abstract_socket, EPERM);
}

TEST_F(LandlockTest, ADescriptorThatIsNoRulesetIsRefused) {
  const auto end = InChild<int>([](int& error) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const Result<void> entered = EnterRuleset(STDERR_FILENO);
    error = entered ? 0 : entered.error().value();
  });
  EXPECT_EQ(end.seen, EBADFD);
}

}  // namespace
}  // namespace bulkhead
