#include "renderer/sandbox/capabilities.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/skip.h"
#include "tests/unit/sandbox/in_child.h"

namespace bulkhead {
namespace {

struct Sets {
  int namespace_error = 0;
  bool emptied = false, kept = false, raised = false, none = false;
  int bounded = 0, ambient = 0;  // how many capabilities are left there
  int securebits = 0;
  CapabilitySet permitted = 0, effective = 0, inheritable = 0;
  int raise_again = 0;  // errno
};

void Read(Sets& sets) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  ::syscall(SYS_capget, &header, data);
  sets.permitted = data[0].permitted | CapabilitySet{data[1].permitted} << 32;
  sets.effective = data[0].effective | CapabilitySet{data[1].effective} << 32;
  sets.inheritable = data[0].inheritable | CapabilitySet{data[1].inheritable} << 32;
  for (int i = 0; ::prctl(PR_CAPBSET_READ, i) >= 0; ++i) {
    sets.bounded += ::prctl(PR_CAPBSET_READ, i);
    sets.ambient += ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0);
  }
  sets.securebits = ::prctl(PR_GET_SECUREBITS);
}

// In a user namespace of its own, whose creator has every capability in it.
template <class Body>
Sets InNamespace(const Body& body) {
  const auto end = InChild<Sets>([&body](Sets& sets) {
    if (::unshare(CLONE_NEWUSER) != 0) {
      sets.namespace_error = errno;
      return;
    }
    body(sets);
  });
  EXPECT_TRUE(end.ok()) << end.status;
  return end.seen;
}

#define SKIP_WITHOUT_NAMESPACE(sets)                                      \
  if ((sets).namespace_error != 0) {                                      \
    BULKHEAD_SKIP("no user namespace: errno " << (sets).namespace_error); \
  }

TEST(CapabilitiesTest, TheBoundingSetIsEmptiedForGood) {
  const Sets sets = InNamespace([](Sets& seen) {
    seen.emptied = EmptyBoundingSet().has_value();
    Read(seen);
  });
  SKIP_WITHOUT_NAMESPACE(sets);
  EXPECT_TRUE(sets.emptied);
  EXPECT_EQ(sets.bounded, 0);
  EXPECT_EQ(sets.ambient, 0);
  constexpr int kWanted = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                          SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
                          SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED | SECBIT_KEEP_CAPS_LOCKED;
  EXPECT_EQ(sets.securebits & kWanted, kWanted);
}

TEST(CapabilitiesTest, ASleepingCapabilityCanBeRaisedAndNoOther) {
  const Sets sets = InNamespace([](Sets& seen) {
    seen.kept = SetCapabilities(kOnlySysAdmin, kNoCapabilities).has_value();
    Read(seen);
    seen.raised = SetCapabilities(kOnlySysAdmin, kOnlySysAdmin).has_value();
    const Result<void> more = SetCapabilities(kOnlySysAdmin | 1, kOnlySysAdmin);
    seen.raise_again = more ? 0 : more.error().value();
  });
  SKIP_WITHOUT_NAMESPACE(sets);
  EXPECT_TRUE(sets.kept);
  EXPECT_EQ(sets.permitted, CapabilitySet{1} << CAP_SYS_ADMIN);
  EXPECT_EQ(sets.effective, 0u);
  EXPECT_EQ(sets.inheritable, 0u);
  EXPECT_TRUE(sets.raised);
  EXPECT_EQ(sets.raise_again, EPERM);
}

TEST(CapabilitiesTest, WhatIsGivenUpIsGone) {
  const Sets sets = InNamespace([](Sets& seen) {
    seen.none = SetCapabilities(kNoCapabilities, kNoCapabilities).has_value();
    Read(seen);
    const Result<void> again = SetCapabilities(kOnlySysAdmin, kOnlySysAdmin);
    seen.raise_again = again ? 0 : again.error().value();
    const Result<void> emptied = EmptyBoundingSet();
    seen.emptied = !emptied && emptied.error().value() == EPERM;
  });
  SKIP_WITHOUT_NAMESPACE(sets);
  EXPECT_TRUE(sets.none);
  EXPECT_EQ(sets.permitted | sets.effective | sets.inheritable, 0u);
  EXPECT_EQ(sets.raise_again, EPERM);
  EXPECT_TRUE(sets.emptied) << "without SETPCAP the bounding set is out of reach";
}

}  // namespace
}  // namespace bulkhead
