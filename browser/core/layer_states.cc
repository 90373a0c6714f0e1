#include "browser/core/layer_states.h"

#include <algorithm>

namespace bulkhead {

LayerStates WithoutMissing(LayerStates promised, const LayerStates& missing) {
  for (auto& [name, state] : promised) {
    const auto found = std::ranges::find(missing, name, [](const auto& layer) { return layer.first; });
    if (state == kApplied && found != missing.end() && found->second != kApplied) {
      state = found->second.empty() ? "refused" : found->second;
    }
  }
  return promised;
}

}  // namespace bulkhead
