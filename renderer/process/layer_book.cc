#include "renderer/process/layer_book.h"

namespace bulkhead {

void LayerBook::Set(std::string_view layer, std::string_view state) {
  for (auto& [name, known] : states_) {
    if (name == layer) {
      if (known == "applied") {
        known = state;
      }
      return;
    }
  }
  states_.emplace_back(layer, state);
}

std::string_view LayerBook::Get(std::string_view layer) const {
  for (const auto& [name, state] : states_) {
    if (name == layer) {
      return state;
    }
  }
  return {};
}

std::vector<std::pair<std::string, std::string>> LayerBook::All(std::string_view otherwise) const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const char* name : kLayerNames) {
    const std::string_view state = Get(name);
    all.emplace_back(name, state.empty() ? otherwise : state);
  }
  return all;
}

}  // namespace bulkhead
