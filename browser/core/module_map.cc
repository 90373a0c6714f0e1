#include "browser/core/module_map.h"

namespace bulkhead {

std::vector<RawFrame> RawFrames(std::span<const uint64_t> addresses, std::span<const ModuleRange> modules) {
  std::vector<RawFrame> frames;
  frames.reserve(addresses.size());
  for (const uint64_t address : addresses) {
    RawFrame frame{{}, address};
    for (const ModuleRange& module : modules) {
      if (address >= module.begin && address < module.end) {
        frame = {module.path, address - module.base};
        break;
      }
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

}  // namespace bulkhead
