#include "renderer/sandbox/capabilities.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace bulkhead {

const CapabilitySet kOnlySysAdmin = uint64_t{1} << CAP_SYS_ADMIN;

Result<void> EmptyBoundingSet() {
  // Up to the last one that the kernel knows: it may know more than these headers, and its list in /proc may be out of reach.
  for (int capability = 0; ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; ++capability) {
  }
  if (errno != EINVAL) {
    return ErrnoError();
  }
  if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
    return ErrnoError();
  }
  constexpr unsigned long kBits = SECBIT_NOROOT | SECBIT_NO_SETUID_FIXUP | SECBIT_NO_CAP_AMBIENT_RAISE;
  constexpr unsigned long kLocks =
      SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED | SECBIT_KEEP_CAPS_LOCKED;
  if (::prctl(PR_SET_SECUREBITS, kBits | kLocks, 0, 0, 0) != 0) {
    return ErrnoError();
  }
  return {};
}

Result<void> SetCapabilities(CapabilitySet permitted, CapabilitySet effective) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  for (unsigned half = 0; half < _LINUX_CAPABILITY_U32S_3; ++half) {
    data[half].permitted = static_cast<uint32_t>(permitted >> (32 * half));
    data[half].effective = static_cast<uint32_t>(effective >> (32 * half));
  }
  if (::syscall(SYS_capset, &header, data) != 0) {
    return ErrnoError();
  }
  return {};
}

}  // namespace bulkhead
