// What of a renderer's sandbox shows from outside, judged from the texts of /proc/PID/status and of every
// /proc/PID/task/TID/status: do the figures say what the compartment says it has applied? A renderer is never asked.
#ifndef BULKHEAD_BROWSER_CORE_SANDBOX_CHECK_H_
#define BULKHEAD_BROWSER_CORE_SANDBOX_CHECK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "browser/core/layer_states.h"

namespace bulkhead {

// The layers that leave a figure there. One that is left out, off or not built claims nothing and is not checked.
struct SandboxClaims {
  bool capabilities = false;
  bool no_new_privs = false;
  bool seccomp = false;

  static SandboxClaims Of(const LayerStates& layers);
};

// As read, one after the other: threads may end or begin between two texts.
struct SandboxSight {
  std::string process;               // /proc/PID/status
  std::vector<std::string> threads;  // /proc/PID/task/TID/status, each once
};

struct SandboxFinding {
  enum class Kind {
    kAsClaimed,
    kFewerThreads,  // than there were at the barrier: it is ending, or has lost one
    kMismatch,
  };
  Kind kind = Kind::kAsClaimed;
  std::string what;    // "Seccomp is 0, not 2", "5 threads said, 6 seen"
  std::string thread;  // whose figure it is, as it calls itself, sanitised; empty: the process's
};

// `threads`: as Hello counts them.
SandboxFinding CheckSandbox(const SandboxClaims& claims, uint32_t threads, const SandboxSight& sight);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_SANDBOX_CHECK_H_
