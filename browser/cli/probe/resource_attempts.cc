#include <cerrno>

#include "browser/cli/probe/probe_groups.h"

namespace bulkhead {

std::vector<ProbeAttempt> ResourceAttempts() {
  return {
      {"limit.raise", "raise a hard limit", {"prlimit64", "setrlimit"}, {{"capabilities", EPERM}}},
      {"limit.setresuid", "become root", {"setresuid"}, {{"user", EINVAL}, {"capabilities", EPERM}}},
      {"limit.sched_fifo", "run before everybody else", {"sched_setscheduler"}, {{"rlimits", EPERM}, {"capabilities", EPERM}}},
      {"limit.nice", "take a better priority", {"setpriority"}, {{"rlimits", EACCES}, {"capabilities", EACCES}}},
      {"limit.page_tables", "fill page tables that count nowhere", {"mmap"}, {{"rlimits", ENOMEM}}},
      {"limit.descriptors", "hold 256 descriptors more", {"fcntl"}, {{"rlimits", EMFILE}}},
      {"limit.mlock", "keep memory from being swapped", {"mlock"}, {{"rlimits", EPERM}, {"rlimits", ENOMEM}}},

      {"secret.environment", "find a secret of the browser in the environment", {}, {{"spawn", kReachedNothing}}},
      {"secret.memory", "find a secret of browser or sibling in its memory", {}, {{"spawn", kReachedNothing}}},
  };
}

}  // namespace bulkhead
