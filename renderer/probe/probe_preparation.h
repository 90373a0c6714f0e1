// What an attempt needs to know and may no longer ask once the filter is in force.
#ifndef BULKHEAD_RENDERER_PROBE_PROBE_PREPARATION_H_
#define BULKHEAD_RENDERER_PROBE_PROBE_PREPARATION_H_

#include <vector>

#include "renderer/probe/memory_scan.h"

namespace bulkhead {

struct ProbePreparation {
  InheritedMemory memory;         // of init, before the fork
  std::vector<int> survive_exec;  // descriptors, of those held so far
  bool leads_group = false;       // of its process group
};

// In a renderer that was started to probe, before its filter.
ProbePreparation PrepareProbing(InheritedMemory memory);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROBE_PROBE_PREPARATION_H_
