// What a renderer may still ask of the kernel once its filter is on: the whole list, in groups, each with why it is needed.
// Names and not numbers, so that another architecture compiles into its own filter. A call that is not listed ends the
// process with a report (SIGSYS); a listed one whose arguments do not fit does too.
#ifndef BULKHEAD_RENDERER_SANDBOX_SYSTEM_CALL_POLICY_H_
#define BULKHEAD_RENDERER_SANDBOX_SYSTEM_CALL_POLICY_H_

#include <cstdint>
#include <vector>

namespace bulkhead {

enum class Verdict {
  kAllow,
  kNoSuchCall,  // ENOSYS: the C library then tries another way
  kTryAgain,    // EAGAIN: "no more processes", which callers expect
  kForbidden,   // EPERM
};

// Holds when (argument & mask) == value, over all 64 bits: what a call's 32-bit parameter would ignore in the upper half is
// compared too.
struct ArgumentTest {
  uint32_t index;
  uint64_t mask;
  uint64_t value;
};

struct SystemCallRule {
  const char* name;
  Verdict verdict = Verdict::kAllow;
  std::vector<ArgumentTest> tests = {};  // all of them; several rules for one call: any of them
};

struct SystemCallGroup {
  const char* name;
  const char* why;
  std::vector<SystemCallRule> rules;
};

struct PolicyOptions {
  // Faults may send what a renderer never does (descriptors), so that the browser's own checks stay tested.
  bool faults = false;
  // The filter only watches: the descriptor by which it tells goes to init in a message.
  bool learning = false;
};

// Stands in the policy for the id of the process that installs it: no process can have it (PID_MAX_LIMIT is 2^22).
inline constexpr uint32_t kOwnPid = 0x7fff'fff1;

std::vector<SystemCallGroup> RendererPolicy(const PolicyOptions& options);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SANDBOX_SYSTEM_CALL_POLICY_H_
