// The CSS properties that element.style has as JavaScript properties.
#ifndef BULKHEAD_RENDERER_SCRIPT_CSS_PROPERTY_NAMES_H_
#define BULKHEAD_RENDERER_SCRIPT_CSS_PROPERTY_NAMES_H_

#include <string_view>

namespace bulkhead {

// "backgroundColor" and "background-color" give "background-color", "cssFloat" gives "float"; empty if there is no such
// property. The result is static.
std::string_view CssPropertyName(std::string_view property);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_CSS_PROPERTY_NAMES_H_
