// CallCounts: which kinds of calls a renderer in learning mode has made that the policy forbids, and how often each. A kind is
// a call with the arguments that the policy looks at. However many calls there are, they are told few times: at every power
// of two and at the end. Pure.
#ifndef BULKHEAD_RENDERER_PROCESS_CALL_COUNTS_H_
#define BULKHEAD_RENDERER_PROCESS_CALL_COUNTS_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "renderer/sandbox/policy_line.h"

namespace bulkhead {

class CallCounts {
 public:
  // Kinds that are kept apart; the rest are counted together, so that no renderer can fill init's memory.
  static constexpr size_t kMostKinds = 64;

  struct Kind {
    uint32_t number = 0;   // kMostKinds: all others, of which only the count is known
    SystemCall first;      // of its kind
    pid_t thread = 0;      // that made it
    uint64_t count = 0;
    uint64_t told = 0;     // `count` when it was told last
  };

  // `policy` outlives it.
  explicit CallCounts(const std::vector<SystemCallGroup>& policy) : policy_(policy) {}

  // What is to be told now, or nullptr. Good until the next call.
  const Kind* Note(const SystemCall& call, pid_t thread);
  // What has not been told as it is now.
  std::vector<Kind> Untold() const;

 private:
  Kind& KindOf(const SystemCall& call, pid_t thread);

  const std::vector<SystemCallGroup>& policy_;
  std::vector<Kind> kinds_;  // the last of kMostKinds + 1 is for all others
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_CALL_COUNTS_H_
