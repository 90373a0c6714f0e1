// Capabilities of the calling thread; its process has one thread.
#ifndef BULKHEAD_RENDERER_SANDBOX_CAPABILITIES_H_
#define BULKHEAD_RENDERER_SANDBOX_CAPABILITIES_H_

#include <cstdint>

#include "ipc/os/result.h"

namespace bulkhead {

// A set, a bit a capability, as <linux/capability.h> numbers them.
using CapabilitySet = uint64_t;
inline constexpr CapabilitySet kNoCapabilities = 0;
extern const CapabilitySet kOnlySysAdmin;

// Every capability out of the bounding set, the ambient set empty, securebits such that no id and no program ever gives one
// again, and locked. EPERM without SETPCAP in the user namespace.
Result<void> EmptyBoundingSet();

// The inheritable set becomes empty.
Result<void> SetCapabilities(CapabilitySet permitted, CapabilitySet effective);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_CAPABILITIES_H_
