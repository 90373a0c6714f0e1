// What an output can show: colours, characters beyond ASCII, how wide it is.
#ifndef BULKHEAD_BROWSER_CLI_TERMINAL_H_
#define BULKHEAD_BROWSER_CLI_TERMINAL_H_

#include <functional>
#include <string_view>

namespace bulkhead {

struct TextStyle {
  bool colour = false;
  bool ascii = false;
};

// `environment` is getenv, or a test's. Colour only on a terminal that is not "dumb", without NO_COLOR (no-color.org: set
// and not empty). ASCII unless LC_ALL, LC_CTYPE or LANG, the first that is set, names UTF-8: read without setlocale(),
// which would change how numbers are written.
TextStyle StyleOf(bool is_terminal, const std::function<const char*(const char*)>& environment);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_TERMINAL_H_
