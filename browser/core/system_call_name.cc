#include "browser/core/system_call_name.h"

#include <seccomp.h>

#include <cstdlib>
#include <linux/audit.h>

namespace bulkhead {
namespace {

// An x32 call comes as one of x86-64 with this bit in its number (asm/unistd.h: __X32_SYSCALL_BIT).
constexpr int kX32Bit = 0x40000000;

}  // namespace

SystemCallName NameSystemCall(int number, uint32_t architecture) {
  SystemCallName result;
  uint32_t table = architecture;  // libseccomp's tokens are the kernel's, but for x32
  if (architecture == AUDIT_ARCH_X86_64 && number >= kX32Bit) {
    table = SCMP_ARCH_X32;
    result.abi = "x32";
  } else if (architecture == AUDIT_ARCH_I386) {
    result.abi = "32-bit";
  }
  if (char* const name = ::seccomp_syscall_resolve_num_arch(table, number)) {
    result.name = name;
    std::free(name);
  } else {
    result.name = "system call " + std::to_string(number);
  }
  return result;
}

}  // namespace bulkhead
