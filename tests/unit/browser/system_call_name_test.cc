#include "browser/core/system_call_name.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <sys/syscall.h>

namespace bulkhead {
namespace {

#if defined(__x86_64__)
TEST(SystemCallNameTest, NamesTheMachinesOwn) {
  EXPECT_EQ(NameSystemCall(SYS_openat, AUDIT_ARCH_X86_64).name, "openat");
  EXPECT_EQ(NameSystemCall(SYS_openat, AUDIT_ARCH_X86_64).abi, "");
}

TEST(SystemCallNameTest, NamesTheOtherAbis) {
  const SystemCallName old = NameSystemCall(20, AUDIT_ARCH_I386);
  EXPECT_EQ(old.name, "getpid");
  EXPECT_EQ(old.abi, "32-bit");
  const SystemCallName x32 = NameSystemCall(SYS_getpid + 0x40000000, AUDIT_ARCH_X86_64);
  EXPECT_EQ(x32.name, "getpid");
  EXPECT_EQ(x32.abi, "x32");
}
#endif

TEST(SystemCallNameTest, ANumberWithoutAName) {
  EXPECT_EQ(NameSystemCall(99999, AUDIT_ARCH_X86_64).name, "system call 99999");
  EXPECT_EQ(NameSystemCall(-7, 12345).name, "system call -7");
}

}  // namespace
}  // namespace bulkhead
