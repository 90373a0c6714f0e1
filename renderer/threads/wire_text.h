// Text on its way into a message. proto3 strings must be valid UTF-8 (the browser refuses a message that is not), and each
// message has its size; a page's text obeys neither.
#ifndef BULKHEAD_RENDERER_THREADS_WIRE_TEXT_H_
#define BULKHEAD_RENDERER_THREADS_WIRE_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace bulkhead {

// `text` as valid UTF-8 of at most `max_bytes` (>= 3): what is not valid becomes U+FFFD, what does not fit is cut between
// characters and "…" says so.
std::string WireText(std::string_view text, size_t max_bytes);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_THREADS_WIRE_TEXT_H_
