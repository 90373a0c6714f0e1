#include "renderer/layout/text_transform.h"

#include <cstdint>

namespace bulkhead {
namespace {

// All letters handled here have one or two bytes, both cases alike.
uint32_t Upper(uint32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7) || (c >= 0x3b1 && c <= 0x3c9 && c != 0x3c2) ||
      (c >= 0x430 && c <= 0x44f)) {
    return c - 0x20;
  }
  return c >= 0x450 && c <= 0x45f ? c - 0x50 : c;
}

uint32_t Lower(uint32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) ||
      (c >= 0x410 && c <= 0x42f)) {
    return c + 0x20;
  }
  return c >= 0x400 && c <= 0x40f ? c + 0x50 : c;
}

// Changes the character at `at`; returns the place of the next.
size_t Map(std::string& text, size_t at, uint32_t (*map)(uint32_t)) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  if (byte(at) < 0x80) {
    text[at] = static_cast<char>(map(byte(at)));
    return at + 1;
  }
  if ((byte(at) & 0xe0) == 0xc0 && at + 1 < text.size() && (byte(at + 1) & 0xc0) == 0x80) {
    uint32_t c = map((byte(at) & 0x1fu) << 6 | (byte(at + 1) & 0x3fu));
    text[at] = static_cast<char>(0xc0 | c >> 6);
    text[at + 1] = static_cast<char>(0x80 | (c & 0x3f));
    return at + 2;
  }
  return at + 1;
}

std::string MapAll(std::string_view text, uint32_t (*map)(uint32_t)) {
  std::string result(text);
  for (size_t at = 0; at < result.size();) {
    at = Map(result, at, map);
  }
  return result;
}

}  // namespace

std::string ToUpper(std::string_view text) {
  return MapAll(text, Upper);
}

std::string ToLower(std::string_view text) {
  return MapAll(text, Lower);
}

std::string Capitalize(std::string_view word) {
  std::string result(word);
  if (!result.empty()) {
    Map(result, 0, Upper);
  }
  return result;
}

}  // namespace bulkhead
