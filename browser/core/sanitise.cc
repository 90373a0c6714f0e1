#include "browser/core/sanitise.h"

#include <algorithm>
#include <cstdint>

namespace bulkhead {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kCut = "...";

// Length of the well-formed UTF-8 sequence at `text` (its code point in `*code`), 0 if there is none.
size_t Sequence(std::string_view text, uint32_t* code) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) {
    *code = lead;
    return 1;
  }
  const size_t length = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
  if (length == 0 || text.size() < length) {
    return 0;
  }
  uint32_t value = lead & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) {
      return 0;
    }
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return 0;
  }
  *code = value;
  return length;
}

bool Forbidden(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) ||  // C0, DEL, C1
         code == 0x061C || code == 0x200E || code == 0x200F ||  // bidirectional marks
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
         code == 0x2028 || code == 0x2029 || code == 0xFEFF;
}

}  // namespace

std::string Sanitise(std::string_view text, size_t max_bytes, LineBreaks line_breaks) {
  std::string clean;
  clean.reserve(std::min(text.size(), max_bytes));
  while (!text.empty()) {
    uint32_t code = 0;
    size_t length = Sequence(text, &code);
    std::string_view piece;
    if (length == 0) {
      length = 1;
      piece = kReplacement;
    } else if (code == '\t' || (code == '\n' && line_breaks == LineBreaks::kKept)) {
      piece = text.substr(0, 1);
    } else if (Forbidden(code)) {
      piece = kReplacement;
    } else {
      piece = text.substr(0, length);
    }
    if (clean.size() + piece.size() > max_bytes) {
      while (!clean.empty() && (clean.size() + kCut.size() > max_bytes || (static_cast<uint8_t>(clean.back()) & 0xC0) == 0x80)) {
        clean.pop_back();
      }
      // A lead byte whose tail was just removed goes too.
      if (!clean.empty() && static_cast<uint8_t>(clean.back()) >= 0xC0) {
        clean.pop_back();
      }
      return clean.append(kCut.substr(0, max_bytes - clean.size()));
    }
    clean += piece;
    text.remove_prefix(length);
  }
  return clean;
}

}  // namespace bulkhead
