// The policy as a program for the kernel. Built once, in init (280 us with libseccomp); installing it costs a renderer 70 us.
#ifndef BULKHEAD_RENDERER_SANDBOX_FILTER_PROGRAM_H_
#define BULKHEAD_RENDERER_SANDBOX_FILTER_PROGRAM_H_

#include <linux/filter.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"
#include "renderer/sandbox/system_call_policy.h"

namespace bulkhead {

using FilterProgram = std::vector<sock_filter>;

// An architecture as seccomp(2) names it (AUDIT_ARCH_...).
using Architecture = uint32_t;
inline constexpr Architecture kThisMachine = 0;

// What becomes of a call that the policy does not list.
enum class Unlisted {
  kTrap,  // SIGSYS
  kTell,  // it waits until whoever has the filter's listener lets it through or answers it
};

// Everything that `policy` does not list is `unlisted`, calls by another ABI (32-bit, x32) too. A tree by call numbers.
// Empty on failure, with `error` set. A call that `architecture` does not have is left out.
FilterProgram BuildFilter(const std::vector<SystemCallGroup>& policy, Architecture architecture, std::string* error,
                          Unlisted unlisted = Unlisted::kTrap);

// Puts `pid` where the policy says kOwnPid. Allocates nothing.
void NameOwnPid(FilterProgram& program, uint32_t pid);

// Installs it in every thread of the process (TSYNC). 0, or an errno: ESRCH where a thread could not be taken along.
int InstallFilter(const FilterProgram& program);

// Likewise, of a program that tells; its listener. Errors: ESRCH as above; EINVAL from a kernel before 5.7; EBUSY where a
// filter further up has a listener already.
Result<UniqueFd> InstallTellingFilter(const FilterProgram& program);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_FILTER_PROGRAM_H_
