// The rule that would allow a call which the policy forbids, as one would write it into system_call_policy.cc. The narrowest
// one: what the policy looks at of this call has to be exactly what it was here.
#ifndef BULKHEAD_RENDERER_SANDBOX_POLICY_LINE_H_
#define BULKHEAD_RENDERER_SANDBOX_POLICY_LINE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "renderer/sandbox/filter_program.h"
#include "renderer/sandbox/system_call_policy.h"

namespace bulkhead {

// A call as a filter sees it.
struct SystemCall {
  int number = 0;
  Architecture architecture = 0;
  std::array<uint64_t, 6> arguments{};
};

// The arguments that some rule for this call tests, a bit each. Of another ABI's calls: none, because no rule is for those.
uint32_t InspectedArguments(const std::vector<SystemCallGroup>& policy, const SystemCall& call);

// Empty for what no rule can allow: a call by another ABI, or one that has no name. `own_pid`: what kOwnPid stands for.
std::string PolicyLine(const std::vector<SystemCallGroup>& policy, const SystemCall& call, uint32_t own_pid);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_POLICY_LINE_H_
