// Which module an address belongs to. The modules are those that init listed when the compartment was made; nothing a
// renderer says adds one.
#ifndef BULKHEAD_BROWSER_CORE_MODULE_MAP_H_
#define BULKHEAD_BROWSER_CORE_MODULE_MAP_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "browser/core/cause.h"

namespace bulkhead {

struct ModuleRange {
  std::string path;
  uint64_t base = 0;   // load bias: file offset = address - base
  uint64_t begin = 0;  // executable range
  uint64_t end = 0;
};

// An address in no module keeps its value as offset, with an empty module.
std::vector<RawFrame> RawFrames(std::span<const uint64_t> addresses, std::span<const ModuleRange> modules);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_MODULE_MAP_H_
