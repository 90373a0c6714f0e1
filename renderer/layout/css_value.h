// One CSS value → one that litehtml 0.6 reads as meant: colours, units, numbers, gradients.
#ifndef BULKHEAD_RENDERER_LAYOUT_CSS_VALUE_H_
#define BULKHEAD_RENDERER_LAYOUT_CSS_VALUE_H_

#include <optional>
#include <string>
#include <string_view>

#include "renderer/layout/custom_properties.h"

namespace bulkhead {

// nullopt: nothing comes near it (calc(), unknown functions): the declaration is dropped. Numbers are clamped to
// +-999999, as litehtml computes with int. var(--x, fallback) becomes the fallback if no rule sets --x.
std::optional<std::string> RewriteCssValue(std::string_view value, const CustomProperties& properties);

// "linear-gradient(...)" and its like in an already rewritten value become their first colour; later background layers go.
// True: there was one.
bool ReplaceGradient(std::string& value);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_CSS_VALUE_H_
