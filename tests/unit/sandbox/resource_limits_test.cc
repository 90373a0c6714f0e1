#include "renderer/sandbox/resource_limits.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>

#include <cerrno>
#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/sandbox/in_child.h"

namespace bulkhead {
namespace {

TEST(ResourceLimitsTest, TheTable) {
  std::map<std::string, uint64_t> limits;
  for (const ResourceLimit& limit : RendererLimits()) {
    limits[limit.name] = limit.value;
  }
  EXPECT_EQ(limits, (std::map<std::string, uint64_t>{{"RLIMIT_NOFILE", 64},
                                                     {"RLIMIT_FSIZE", 0},
                                                     {"RLIMIT_CORE", 0},
                                                     {"RLIMIT_MEMLOCK", 0},
                                                     {"RLIMIT_MSGQUEUE", 0},
                                                     {"RLIMIT_SIGPENDING", 16},
                                                     {"RLIMIT_RTPRIO", 0},
                                                     {"RLIMIT_NICE", 0}}));
}

struct Seen {
  int refused = 0;  // how many rows of the table could not be set
  bool exact = true;
  int last_descriptor = -1;
  int descriptor_error = 0;
  bool raised = false;
};

TEST(ResourceLimitsTest, HoldInAProcess) {
  const auto end = InChild<Seen>([](Seen& seen) {
    for (const ResourceLimit& limit : RendererLimits()) {
      seen.refused += SetLimit(limit.resource, limit.value) ? 0 : 1;
      rlimit now{};
      ::getrlimit(limit.resource, &now);
      seen.exact = seen.exact && now.rlim_cur == now.rlim_max && now.rlim_max <= limit.value;
    }
    for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) {
      seen.last_descriptor = fd;
    }
    seen.descriptor_error = errno;
  });
  EXPECT_TRUE(end.ok());
  EXPECT_EQ(end.seen.refused, 0);
  EXPECT_TRUE(end.seen.exact);
  EXPECT_EQ(end.seen.last_descriptor, 63);
  EXPECT_EQ(end.seen.descriptor_error, EMFILE);
}

TEST(ResourceLimitsTest, AFileCannotGrow) {
  const auto end = InChild<int>([](int& error) {
    ::signal(SIGXFSZ, SIG_IGN);
    const int file = ::memfd_create("file", MFD_CLOEXEC);
    for (const ResourceLimit& limit : RendererLimits()) {
      static_cast<void>(SetLimit(limit.resource, limit.value));
    }
    error = ::write(file, "x", 1) < 0 ? errno : 0;
  });
  EXPECT_EQ(end.seen, EFBIG);
}

TEST(ResourceLimitsTest, TheAddressSpaceIsBounded) {
  struct Maps {
    bool set = false, small = false, large = true;
  };
  const auto end = InChild<Maps>([](Maps& maps) {
    constexpr size_t kGiB = size_t{1} << 30;
    // More than this process has, less than what is asked for below.
    maps.set = SetLimit(RLIMIT_AS, 8 * kGiB).has_value();
    const auto map = [](size_t size) {
      return ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED;
    };
    maps.small = map(kGiB);
    maps.large = map(8 * kGiB);
  });
  EXPECT_TRUE(end.seen.set);
  EXPECT_TRUE(end.seen.small);
  EXPECT_FALSE(end.seen.large);
}

TEST(ResourceLimitsTest, AHardLimitThatIsLowerStays) {
  const auto end = InChild<Seen>([](Seen& seen) {
    const rlimit low{10, 20};
    ::setrlimit(RLIMIT_NOFILE, &low);
    seen.exact = SetLimit(RLIMIT_NOFILE, 64).has_value();
    rlimit now{};
    ::getrlimit(RLIMIT_NOFILE, &now);
    seen.last_descriptor = static_cast<int>(now.rlim_cur);
    seen.raised = now.rlim_max != 20;
  });
  EXPECT_TRUE(end.seen.exact);
  EXPECT_EQ(end.seen.last_descriptor, 20);
  EXPECT_FALSE(end.seen.raised);
}

TEST(ResourceLimitsTest, AnUnknownResourceIsAnError) {
  const Result<void> set = SetLimit(1000, 0);
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().value(), EINVAL);
}

}  // namespace
}  // namespace bulkhead
