// Text → the words and spaces that litehtml lays out, and what form controls show as text.
#ifndef BULKHEAD_RENDERER_LAYOUT_WORDS_H_
#define BULKHEAD_RENDERER_LAYOUT_WORDS_H_

#include <functional>
#include <string>
#include <string_view>

namespace bulkhead {

class Element;

// Longer words are cut: a run is drawn as one item, and a line can break there.
inline constexpr size_t kMaxWordBytes = 1024;

// Calls `out` in order. Each space is one character; a row of spaces is one " " unless `keep_spaces`. East Asian
// characters are words of their own, because lines break between them.
void SplitWords(std::string_view text, bool keep_spaces, const std::function<void(const std::string&, bool space)>& out);

// <pre> and its like: spaces matter.
bool IsPreformatted(std::string_view tag);

// value or placeholder of an <input>, the chosen <option> of a <select>; "" for other elements.
std::string ShownValue(const Element& element);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_WORDS_H_
