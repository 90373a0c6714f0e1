// ASCII as HTML and CSS count it: no locale, no UTF-8 beyond 0x7f.
#ifndef BULKHEAD_RENDERER_DOM_ASCII_H_
#define BULKHEAD_RENDERER_DOM_ASCII_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace bulkhead {

// ASCII white space of the Infra standard: no vertical tab.
inline bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

// Of a CSS identifier, but for escapes.
inline bool IsNameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

inline char LowerChar(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string Lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), LowerChar);
  return result;
}

template <size_t N>
bool IsOneOf(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, word) != list.end();
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_ASCII_H_
