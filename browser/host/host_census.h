// HostCensus: what this process holds, counted before the host's first act and again after its last: what is left over is a
// leak, and the summary says so. In a process that is not the host's alone it knows only the host's own processes.
#ifndef BULKHEAD_BROWSER_HOST_HOST_CENSUS_H_
#define BULKHEAD_BROWSER_HOST_HOST_CENSUS_H_

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "browser/host/events.h"

namespace bulkhead {

class HostCensus {
 public:
  // Counts the baseline. `whole`: whatever the process has more at the end is the host's.
  explicit HostCensus(bool whole);

  // A renderer or an init; remembered until it is known to be reaped.
  void OnProcess(int host_pid);
  void OnProcessReaped(int host_pid);

  // `kept`: descriptors that the host still holds on purpose.
  HostSummary Take(uint64_t kept) const;

 private:
  const bool whole_;
  uint64_t descriptors_ = 0;
  std::set<int> children_;                         // of before: not ours to judge
  std::set<std::pair<int, uint64_t>> processes_;   // pid and start time
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_HOST_CENSUS_H_
