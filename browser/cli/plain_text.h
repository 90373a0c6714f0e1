// Text that a page wrote, made fit for a terminal or a JSON document. A page may put anything into its title or console:
// escape sequences that reprogram a terminal, bytes that are no UTF-8, characters that turn the line around.
#ifndef BULKHEAD_BROWSER_CLI_PLAIN_TEXT_H_
#define BULKHEAD_BROWSER_CLI_PLAIN_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace bulkhead {

// Takes one code point off the front; U+FFFD for what is no UTF-8 (overlong, surrogate, cut), one byte at a time.
char32_t TakeCodePoint(std::string_view* text);
void AppendUtf8(char32_t point, std::string* text);

// Control characters, bidirectional and invisible formatting, line separators, tags: never printed as they are.
bool IsHostile(char32_t point);

// `text` as one printable line: hostile characters as \n, \t, \x1b, \u{202e}; cut after `limit` code points with "…".
// `ascii`: everything else beyond ASCII as '?', "…" as "...".
std::string PlainText(std::string_view text, bool ascii, size_t limit = 400);

// The same bytes where they are UTF-8, U+FFFD where they are not.
std::string ValidUtf8(std::string_view text);

// Columns of a terminal that printable text takes: a code point each, wide and combining ones included (near enough for
// tables of our own words and page titles).
size_t Columns(std::string_view text);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PLAIN_TEXT_H_
