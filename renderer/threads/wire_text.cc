#include "renderer/threads/wire_text.h"

#include <cstdint>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // …

bool IsContinuation(char byte) {
  return (static_cast<uint8_t>(byte) & 0xC0) == 0x80;
}

// Length of the valid character at the front of `text`; 0: there is none. Overlong forms, surrogates and what lies above
// U+10FFFF are not valid (RFC 3629).
size_t CharacterLength(std::string_view text) {
  const auto at = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = at(0);
  size_t length;
  uint8_t low = 0x80;   // range of the second byte
  uint8_t high = 0xBF;
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    low = lead == 0xE0 ? 0xA0 : low;
    high = lead == 0xED ? 0x9F : high;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    low = lead == 0xF0 ? 0x90 : low;
    high = lead == 0xF4 ? 0x8F : high;
  } else {
    return 0;
  }
  if (text.size() < length || at(1) < low || at(1) > high) {
    return 0;
  }
  for (size_t i = 2; i < length; ++i) {
    if (!IsContinuation(text[i])) {
      return 0;
    }
  }
  return length;
}

}  // namespace

std::string WireText(std::string_view text, size_t max_bytes) {
  BULKHEAD_CHECK(max_bytes >= kEllipsis.size());
  std::string out;
  size_t fits_with_ellipsis = 0;  // where to cut, should it come to that
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const std::string_view character = length == 0 ? kReplacement : text.substr(0, length);
    if (out.size() + character.size() > max_bytes) {
      out.resize(fits_with_ellipsis);
      out += kEllipsis;
      return out;
    }
    out += character;
    if (out.size() + kEllipsis.size() <= max_bytes) {
      fits_with_ellipsis = out.size();
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace bulkhead
