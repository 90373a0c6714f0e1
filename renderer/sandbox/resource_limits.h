// What a renderer may use up, by setrlimit(2): a table, and how one row is applied.
#ifndef BULKHEAD_RENDERER_SANDBOX_RESOURCE_LIMITS_H_
#define BULKHEAD_RENDERER_SANDBOX_RESOURCE_LIMITS_H_

#include <cstdint>
#include <span>

#include "ipc/os/result.h"

namespace bulkhead {

struct ResourceLimit {
  int resource;      // RLIMIT_...
  const char* name;  // the same, as text
  uint64_t value;
};

// RLIMIT_STACK is not among them: lowered behind the JavaScript VM's back it turns a RangeError into a SIGSEGV. Nor is
// RLIMIT_NPROC, which counts the user's whole session: it comes last, when the threads exist.
std::span<const ResourceLimit> RendererLimits();

// What a renderer may map beyond what it was born with. An absolute limit would say nothing: the JavaScript engine reserves
// 71 GB and commits inside. This much stops page-table bombs (525 MB of page tables at 1.4 MB resident were measured).
inline constexpr uint64_t kAddressSpaceGrowth = uint64_t{4} << 30;

// Soft and hard limit at once; a hard limit that is lower already stays.
Result<void> SetLimit(int resource, uint64_t value);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_RESOURCE_LIMITS_H_
