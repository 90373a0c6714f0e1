// What a person is told at the start about a sandbox that is less than whole.
#ifndef BULKHEAD_BROWSER_CLI_SANDBOX_WARNINGS_H_
#define BULKHEAD_BROWSER_CLI_SANDBOX_WARNINGS_H_

#include <vector>

#include "browser/host/events.h"
#include "browser/host/user_error.h"

namespace bulkhead {

// Without a sandbox: that, loudly. Else one for each layer that is not applied: why, and what is weaker for it. Empty when all are
// that this build has.
std::vector<UserError> SandboxWarnings(const HostStart& start);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_SANDBOX_WARNINGS_H_
