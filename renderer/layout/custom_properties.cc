#include "renderer/layout/custom_properties.h"

#include <algorithm>
#include <vector>

#include "renderer/dom/ascii.h"

namespace bulkhead {
namespace {

std::string_view Trim(std::string_view text) {
  const char* spaces = " \t\r\n\f";
  size_t begin = text.find_first_not_of(spaces);
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

}  // namespace

void CustomProperties::Add(std::string_view name, std::string_view value) {
  // litehtml makes names lower case.
  Property& property = properties_[Lower(name)];
  property.literal = std::max(property.literal, value.size());
  size_t uses = 0;
  for (size_t at = 0; (at = value.find("var(", at)) != std::string_view::npos;) {
    at += 4;
    std::string_view reference = Trim(value.substr(at, value.find_first_of(",)", at) - at));
    std::string referred(reference);
    for (char& c : referred) {
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    property.references.insert(std::move(referred));
    ++uses;
  }
  property.uses = std::max(property.uses, uses);
}

bool CustomProperties::Has(std::string_view name) const {
  return properties_.find(name) != properties_.end();
}

std::optional<std::string> CustomProperties::Check() const {
  enum class Mark { kNew, kOpen, kDone };
  struct State {
    Mark mark = Mark::kNew;
    size_t expansion = 0;
  };
  std::map<std::string_view, State> states;
  // Depth first without recursion: a chain may have any length.
  for (const auto& [start, unused] : properties_) {
    std::vector<std::string_view> open{start};
    while (!open.empty()) {
      std::string_view name = open.back();
      const Property& property = properties_.find(name)->second;
      State& state = states[name];
      if (state.mark == Mark::kDone) {
        open.pop_back();
        continue;
      }
      bool first_visit = state.mark == Mark::kNew;
      state.mark = Mark::kOpen;
      size_t longest = 0;
      bool waiting = false;
      for (const std::string& reference : property.references) {
        auto referred = properties_.find(reference);
        if (referred == properties_.end()) {
          continue;
        }
        const State& other = states[referred->first];
        if (other.mark == Mark::kOpen) {
          return "the custom property " + std::string(name) + " refers to itself";
        }
        if (other.mark == Mark::kNew && first_visit) {
          open.push_back(referred->first);
          waiting = true;
        }
        longest = std::max(longest, other.expansion);
      }
      if (waiting) {
        continue;
      }
      state.mark = Mark::kDone;
      state.expansion = property.literal + property.uses * longest;
      if (state.expansion > kMaxExpansion) {
        return "the custom property " + std::string(name) + " grows beyond " + std::to_string(kMaxExpansion) + " bytes";
      }
      open.pop_back();
    }
  }
  return std::nullopt;
}

}  // namespace bulkhead
