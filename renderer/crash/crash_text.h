// Text into the fixed fields of the crash area: cut to fit, always ended. Async-signal-safe.
#ifndef BULKHEAD_RENDERER_CRASH_CRASH_TEXT_H_
#define BULKHEAD_RENDERER_CRASH_CRASH_TEXT_H_

#include <cstddef>
#include <cstring>
#include <string_view>

namespace bulkhead {

template <size_t kSize>
void CopyText(char (&to)[kSize], std::string_view text) {
  const size_t length = text.size() < kSize - 1 ? text.size() : kSize - 1;
  std::memcpy(to, text.data(), length);
  to[length] = '\0';
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_CRASH_CRASH_TEXT_H_
