// The layers of the sandbox by name, each with what became of it: "applied", "not built", or why not.
#ifndef BULKHEAD_BROWSER_CORE_LAYER_STATES_H_
#define BULKHEAD_BROWSER_CORE_LAYER_STATES_H_

#include <string>
#include <utility>
#include <vector>

namespace bulkhead {

using LayerStates = std::vector<std::pair<std::string, std::string>>;

inline constexpr char kApplied[] = "applied";

// What init promised, less what a renderer says it does without. A renderer is not believed any good: it can take a layer
// away that init had promised, and neither add one nor change what init knew to be missing.
LayerStates WithoutMissing(LayerStates promised, const LayerStates& missing);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_LAYER_STATES_H_
