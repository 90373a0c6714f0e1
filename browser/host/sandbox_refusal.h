// How a start that the sandbox refused is told to people.
#ifndef BULKHEAD_BROWSER_HOST_SANDBOX_REFUSAL_H_
#define BULKHEAD_BROWSER_HOST_SANDBOX_REFUSAL_H_

#include <optional>

#include "browser/compartment/compartment.h"
#include "browser/core/cause.h"
#include "browser/host/user_error.h"

namespace bulkhead {

// A compartment that was never ready.
UserError SandboxRefusal(const StepFailure& failure);

// A renderer that was refused a layer which each puts on itself; nullopt: it died of something else.
std::optional<UserError> SandboxRefusal(const Death& death);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_SANDBOX_REFUSAL_H_
