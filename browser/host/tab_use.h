// TabUse: what a tab uses of the machine at one moment, for a table of tabs.
#ifndef BULKHEAD_BROWSER_HOST_TAB_USE_H_
#define BULKHEAD_BROWSER_HOST_TAB_USE_H_

#include <cstdint>
#include <optional>

namespace bulkhead {

struct TabUse {
  int pid = 0;  // in the host's PID namespace; 0: it has no renderer
  bool stopped = false;  // by Host::SetStopped()
  // Of the whole process, which in another model than `tab` is more than this tab. nullopt: no process, or not to be read.
  std::optional<uint64_t> cpu_ns;  // user and system, since its start
  std::optional<uint64_t> rss_kib;
  std::optional<uint32_t> threads;
  // Presented since the tab was opened.
  uint64_t frames = 0;
  // Longest between two frames that were due, since the last sample of this tab; nullopt: there were none.
  std::optional<double> worst_gap_ms;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_TAB_USE_H_
