// Text from a renderer, made fit for a terminal and a log: valid UTF-8, no control characters (C0, C1, ESC), no
// bidirectional overrides, a bounded length.
#ifndef BULKHEAD_BROWSER_CORE_SANITISE_H_
#define BULKHEAD_BROWSER_CORE_SANITISE_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace bulkhead {

enum class LineBreaks { kStripped, kKept };

// Forbidden characters become U+FFFD. `max_bytes` bounds the result; what was cut shows as "...".
std::string Sanitise(std::string_view text, size_t max_bytes, LineBreaks line_breaks = LineBreaks::kStripped);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_SANITISE_H_
