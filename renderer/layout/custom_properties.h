// CustomProperties: all --names of a page and what their values refer to. litehtml substitutes var() textually and without
// an end: a cycle hangs it, and doubling chains grow without bound. Both are found here, by name, before it sees them.
#ifndef BULKHEAD_RENDERER_LAYOUT_CUSTOM_PROPERTIES_H_
#define BULKHEAD_RENDERER_LAYOUT_CUSTOM_PROPERTIES_H_

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace bulkhead {

class CustomProperties {
 public:
  // No honest value comes near it.
  static constexpr size_t kMaxExpansion = 64 * 1024;

  // `name` with its dashes. A name may be given many values (one a rule): any of them may apply, so all of them count.
  void Add(std::string_view name, std::string_view value);
  bool Has(std::string_view name) const;

  // nullopt: every var() ends. Otherwise which property does not, in words.
  std::optional<std::string> Check() const;

 private:
  struct Property {
    size_t literal = 0;  // longest value
    std::set<std::string, std::less<>> references;
    size_t uses = 0;  // most var() in one value
  };
  std::map<std::string, Property, std::less<>> properties_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_CUSTOM_PROPERTIES_H_
