// Text in lines of a bounded width, for terminals.
#ifndef BULKHEAD_BROWSER_CLI_WRAPPED_TEXT_H_
#define BULKHEAD_BROWSER_CLI_WRAPPED_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead {

// Broken at spaces; a word that is longer than `width` has a line of its own. `continued` ends every line but the last:
// " \" keeps a command one command. At least one line.
std::vector<std::string> Wrap(std::string_view text, size_t width, std::string_view continued = {});

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_WRAPPED_TEXT_H_
