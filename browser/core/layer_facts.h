// What is known of each layer of the sandbox beforehand.
#ifndef BULKHEAD_BROWSER_CORE_LAYER_FACTS_H_
#define BULKHEAD_BROWSER_CORE_LAYER_FACTS_H_

#include <span>
#include <string>
#include <string_view>

namespace bulkhead {

struct LayerFact {
  std::string_view name;
  std::string_view effect;  // what is weaker without it
};

// All of them, in the order in which people read them.
std::span<const LayerFact> LayerFacts();
// Null: no layer is called that.
const LayerFact* FindLayer(std::string_view name);
// Their names, `between` them.
std::string LayerNames(std::string_view between);

// The layer that a step of the start-up belongs to; empty for a step of no layer.
std::string_view LayerOfStep(std::string_view step);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_LAYER_FACTS_H_
