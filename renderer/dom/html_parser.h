// HTML → tree, by gumbo. Before gumbo sees a byte, a linear scan refuses what it would take quadratic time for.
#ifndef BULKHEAD_RENDERER_DOM_HTML_PARSER_H_
#define BULKHEAD_RENDERER_DOM_HTML_PARSER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bulkhead {

class Document;
class Element;

// What and where, for the user.
struct HtmlRefusal {
  std::string message;
  uint32_t line = 0;
};

// Elements deeper than this are refused: gumbo is quadratic in depth (5 000 nested <div>: 3.5 s), and Chrome stops there
// too.
inline constexpr int kMaxHtmlDepth = 512;
// litehtml is exponential in nested tables (10: 7 ms, 14: 0.5 s, 18: over 20 s).
inline constexpr int kMaxTableDepth = 10;
inline constexpr size_t kMaxHtmlBytes = 16u << 20;
// Layout costs 25 us an element: this is three seconds of it.
inline constexpr size_t kMaxHtmlNodes = 200'000;
// gumbo compares each attribute with all before it.
inline constexpr int kMaxAttributes = 1'000;

// The scan alone. nullopt: fine. Linear in the input.
std::optional<HtmlRefusal> ScanHtml(std::string_view html);

// A whole document. Bytes that are not UTF-8 become U+FFFD. null: refused, `refusal` says why.
std::unique_ptr<Document> ParseHtml(std::string_view html, HtmlRefusal* refusal);

// The children that `context` would have with this markup are appended to it; nothing on refusal.
std::optional<HtmlRefusal> ParseHtmlFragment(std::string_view html, Element& context);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_DOM_HTML_PARSER_H_
