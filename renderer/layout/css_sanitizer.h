// CssSanitizer: CSS as people write it → CSS that litehtml 0.6 neither hangs on nor draws black. What it does not know is
// replaced by what comes nearest (sticky → relative, a gradient → its first colour, hsl() → rgb(), flex → block), or
// dropped, so that an earlier declaration counts.
//
// Two passes over all sheets of a page: Collect() each, ask refusal(), then StyleSheet() each.
#ifndef BULKHEAD_RENDERER_LAYOUT_CSS_SANITIZER_H_
#define BULKHEAD_RENDERER_LAYOUT_CSS_SANITIZER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "renderer/layout/custom_properties.h"

namespace bulkhead {

class CssSanitizer {
 public:
  // Style costs elements times rules: 500 elements and 1 000 rules take 28 ms.
  static constexpr size_t kMaxRules = 20'000;
  static constexpr size_t kMaxBytes = 4u << 20;

  // Takes note of custom properties and of the size of a sheet.
  void Collect(std::string_view css);
  // The same for one style attribute.
  void CollectDeclarations(std::string_view declarations);
  // nullopt: fine. What would hang litehtml, in words.
  std::optional<std::string> refusal() const;

  std::string StyleSheet(std::string_view css) const;
  // The content of a style attribute.
  std::string Declarations(std::string_view declarations) const;
  // Selectors depend on siblings ('+', '~'): a change of one element's class may restyle its siblings.
  bool uses_siblings() const { return uses_siblings_; }
  // Selectors test attributes.
  bool uses_attributes() const { return uses_attributes_; }
  // Spaces may matter anywhere, not only in <pre>.
  bool uses_white_space() const { return uses_white_space_; }

 private:
  void Declaration(std::string_view property, std::string_view value, std::string& out) const;

  CustomProperties properties_;
  size_t rules_ = 0;
  size_t bytes_ = 0;
  bool uses_siblings_ = false;
  bool uses_attributes_ = false;
  bool uses_white_space_ = false;
};

// The @import rules at the head of a sheet, in order: url and media ("" if none).
struct CssImport {
  std::string url;
  std::string media;
};
std::vector<CssImport> FindImports(std::string_view css);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_CSS_SANITIZER_H_
