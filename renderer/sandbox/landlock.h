// Landlock: a domain in which no path can be opened, no TCP port reached, and nobody outside signalled or called by an
// abstract socket. Deny everything that the kernel knows to deny; no rule is ever added.
#ifndef BULKHEAD_RENDERER_SANDBOX_LANDLOCK_H_
#define BULKHEAD_RENDERER_SANDBOX_LANDLOCK_H_

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// Needs no file. ENOSYS or EOPNOTSUPP: this kernel has no Landlock, or it was switched off at boot.
Result<UniqueFd> CreateDenyAllRuleset();

// The calling thread and those that it makes from now on. A domain each, never one on the zygote: siblings of one domain may
// signal each other.
Result<void> EnterRuleset(int ruleset);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_LANDLOCK_H_
