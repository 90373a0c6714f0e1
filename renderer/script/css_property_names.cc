#include "renderer/script/css_property_names.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace bulkhead {
namespace {

// Sorted. What browsers have, whether our layout draws it or not: scripts test for properties.
constexpr auto kNames = std::to_array<std::string_view>({
    "align-content", "align-items", "align-self", "animation", "background", "background-attachment",
    "background-clip", "background-color", "background-image", "background-origin", "background-position",
    "background-repeat", "background-size", "border", "border-bottom", "border-bottom-color",
    "border-bottom-left-radius", "border-bottom-right-radius", "border-bottom-style", "border-bottom-width",
    "border-collapse", "border-color", "border-left", "border-left-color", "border-left-style",
    "border-left-width", "border-radius", "border-right", "border-right-color", "border-right-style",
    "border-right-width", "border-spacing", "border-style", "border-top", "border-top-color",
    "border-top-left-radius", "border-top-right-radius", "border-top-style", "border-top-width",
    "border-width", "bottom", "box-shadow", "box-sizing", "caption-side", "clear", "clip", "color", "content",
    "cursor", "direction", "display", "empty-cells", "filter", "flex", "flex-basis", "flex-direction",
    "flex-flow", "flex-grow", "flex-shrink", "flex-wrap", "float", "font", "font-family", "font-size",
    "font-style", "font-variant", "font-weight", "gap", "grid", "grid-area", "grid-column", "grid-row",
    "grid-template", "grid-template-columns", "grid-template-rows", "height", "justify-content",
    "justify-items", "justify-self", "left", "letter-spacing", "line-height", "list-style",
    "list-style-image", "list-style-position", "list-style-type", "margin", "margin-bottom", "margin-left",
    "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width", "object-fit",
    "object-position", "opacity", "order", "outline", "outline-color", "outline-offset", "outline-style",
    "outline-width", "overflow", "overflow-x", "overflow-y", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "pointer-events", "position", "quotes", "right", "table-layout",
    "text-align", "text-decoration", "text-indent", "text-overflow", "text-shadow", "text-transform", "top",
    "transform", "transform-origin", "transition", "unicode-bidi", "user-select", "vertical-align",
    "visibility", "white-space", "width", "will-change", "word-break", "word-spacing", "word-wrap",
    "writing-mode", "z-index"
});
static_assert(std::ranges::is_sorted(kNames));

constexpr size_t kLongest = 32;

}  // namespace

std::string_view CssPropertyName(std::string_view property) {
  if (property == "cssFloat") {
    return "float";
  }
  std::array<char, 2 * kLongest> dashed{};
  size_t size = 0;
  if (property.empty() || property.size() > kLongest) {
    return {};
  }
  for (char c : property) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper) {
      dashed[size++] = '-';
    }
    dashed[size++] = upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  const std::string_view name(dashed.data(), size);
  const auto found = std::lower_bound(kNames.begin(), kNames.end(), name);
  return found != kNames.end() && *found == name ? *found : std::string_view();
}

}  // namespace bulkhead
