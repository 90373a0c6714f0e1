// CSS colours that litehtml 0.6 shows black or not at all, rewritten into those that it knows.
#ifndef BULKHEAD_RENDERER_LAYOUT_CSS_COLOR_H_
#define BULKHEAD_RENDERER_LAYOUT_CSS_COLOR_H_

#include <optional>
#include <string>
#include <string_view>

namespace bulkhead {

// A functional colour with its arguments ("hsl", "120deg 50% 50% / 0.3") as rgb(r,g,b) or rgba(r,g,b,a). nullopt: not a
// colour function (or one that is not supported: lab, oklch, color-mix ...).
std::optional<std::string> RewriteColorFunction(std::string_view name, std::string_view arguments);

// Digits after '#': four or eight become rgba(r,g,b,a); others are nullopt.
std::optional<std::string> RewriteHexColor(std::string_view digits);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_CSS_COLOR_H_
