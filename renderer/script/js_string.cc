#include "renderer/script/js_string.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace bulkhead {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool IsPlainAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

// The code point at `index`, which moves past it. Overlong forms, surrogates and cut sequences give U+FFFD for their
// first byte.
char32_t DecodeUtf8(std::string_view text, size_t& index) {
  const auto lead = static_cast<unsigned char>(text[index++]);
  if (lead < 0x80) {
    return lead;
  }
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - index < static_cast<size_t>(more)) {
    return kReplacement;
  }
  char32_t point = lead & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    const auto byte = static_cast<unsigned char>(text[index + static_cast<size_t>(i)]);
    if ((byte & 0xC0) != 0x80) {
      return kReplacement;
    }
    point = point << 6 | (byte & 0x3F);
  }
  constexpr std::array<char32_t, 4> kSmallest = {0, 0x80, 0x800, 0x10000};
  if (point < kSmallest[static_cast<size_t>(more)] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
    return kReplacement;
  }
  index += static_cast<size_t>(more);
  return point;
}

void AppendUtf8(std::string& out, char32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
    return;
  }
  const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  constexpr std::array<unsigned char, 4> kLead = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[static_cast<size_t>(more)] | point >> (6 * more));
  for (int i = more - 1; i >= 0; --i) {
    out += static_cast<char>(0x80 | (point >> (6 * i) & 0x3F));
  }
}

}  // namespace

JsString::JsString(std::string_view utf8) {
  if (IsPlainAscii(utf8)) {
    // Stays 8 bits wide inside, which is what identifiers and most script text are.
    string_ = JSStringCreateWithUTF8CString(std::string(utf8).c_str());
    return;
  }
  std::vector<JSChar> units;
  units.reserve(utf8.size());
  for (size_t index = 0; index < utf8.size();) {
    const char32_t point = DecodeUtf8(utf8, index);
    if (point >= 0x10000) {
      units.push_back(static_cast<JSChar>(0xD800 + ((point - 0x10000) >> 10)));
      units.push_back(static_cast<JSChar>(0xDC00 + ((point - 0x10000) & 0x3FF)));
    } else {
      units.push_back(static_cast<JSChar>(point));
    }
  }
  string_ = JSStringCreateWithCharacters(units.data(), units.size());
}

JsString JsString::Adopt(JSStringRef string) {
  JsString result;
  result.string_ = string;
  return result;
}

JsString::~JsString() {
  if (string_) {
    JSStringRelease(string_);
  }
}

std::string JsString::ToUtf8() const {
  return Utf8(string_);
}

std::string Utf8(JSStringRef string) {
  if (!string) {
    return {};
  }
  const size_t length = JSStringGetLength(string);
  std::string text(length + 1, '\0');
  // Writes as many whole characters as fit and a NUL: all of them fit exactly when all are ASCII.
  if (JSStringGetUTF8CString(string, text.data(), text.size()) == length + 1 && IsPlainAscii({text.data(), length})) {
    text.resize(length);
    return text;
  }
  text.clear();
  const JSChar* units = JSStringGetCharactersPtr(string);
  for (size_t i = 0; i < length; ++i) {
    char32_t point = units[i];
    if (point >= 0xD800 && point < 0xDC00 && i + 1 < length && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10) + (units[++i] - 0xDC00u);
    } else if (point >= 0xD800 && point < 0xE000) {
      point = kReplacement;
    }
    AppendUtf8(text, point);
  }
  return text;
}

}  // namespace bulkhead
