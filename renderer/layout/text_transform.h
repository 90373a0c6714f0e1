// text-transform on UTF-8, without a locale: ASCII, Latin-1, Greek and Cyrillic letters; others stay as they are.
#ifndef BULKHEAD_RENDERER_LAYOUT_TEXT_TRANSFORM_H_
#define BULKHEAD_RENDERER_LAYOUT_TEXT_TRANSFORM_H_

#include <string>
#include <string_view>

namespace bulkhead {

std::string ToUpper(std::string_view text);
std::string ToLower(std::string_view text);
// The first letter of a word.
std::string Capitalize(std::string_view word);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_TEXT_TRANSFORM_H_
