#include "browser/cli/plain_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace bulkhead {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

std::string Hex(char32_t point) {
  std::array<char, 8> digits = {};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), static_cast<uint32_t>(point), 16);
  return std::string(digits.data(), end);
}

void AppendEscaped(char32_t point, std::string* text) {
  switch (point) {
    case '\n':
      *text += "\\n";
      return;
    case '\r':
      *text += "\\r";
      return;
    case '\t':
      *text += "\\t";
      return;
    default:
      if (point < 0x100) {
        *text += point < 0x10 ? "\\x0" : "\\x";
        *text += Hex(point);
      } else {
        *text += "\\u{" + Hex(point) + "}";
      }
  }
}

}  // namespace

char32_t TakeCodePoint(std::string_view* text) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>((*text)[at]); };
  const unsigned char first = byte(0);
  size_t length = 1;
  char32_t point = first;
  char32_t least = 0;
  if (first >= 0xF0 && first < 0xF5) {
    length = 4, point = first & 0x07, least = 0x10000;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3, point = first & 0x0F, least = 0x800;
  } else if (first >= 0xC2 && first < 0xE0) {
    length = 2, point = first & 0x1F, least = 0x80;
  } else if (first >= 0x80) {
    text->remove_prefix(1);
    return kReplacement;
  }
  bool good = length <= text->size();
  for (size_t at = 1; good && at < length; ++at) {
    good = (byte(at) & 0xC0) == 0x80;
    point = (point << 6) | (byte(at) & 0x3F);
  }
  if (!good || point < least || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
    text->remove_prefix(1);
    return kReplacement;
  }
  text->remove_prefix(length);
  return point;
}

void AppendUtf8(char32_t point, std::string* text) {
  const auto tail = [&](int shift) { *text += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    *text += static_cast<char>(point);
  } else if (point < 0x800) {
    *text += static_cast<char>(0xC0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    *text += static_cast<char>(0xE0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    *text += static_cast<char>(0xF0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool IsHostile(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0)   // C0, DEL, C1
         || point == 0xAD || point == 0x61C                // soft hyphen, Arabic letter mark
         || (point >= 0x200B && point <= 0x200F)           // zero width, LRM, RLM
         || (point >= 0x2028 && point <= 0x202E)           // line and paragraph separator, embeddings, overrides
         || (point >= 0x2060 && point <= 0x206F)           // invisible operators, isolates
         || point == 0xFEFF || (point >= 0xFFF9 && point <= 0xFFFB)  // byte order mark, interlinear annotation
         || (point >= 0xE0000 && point <= 0xE0FFF);        // tags
}

std::string PlainText(std::string_view text, bool ascii, size_t limit) {
  std::string plain;
  for (size_t count = 0; !text.empty(); ++count) {
    if (count == limit) {
      plain += ascii ? "..." : "…";
      break;
    }
    const char32_t point = TakeCodePoint(&text);
    if (IsHostile(point)) {
      AppendEscaped(point, &plain);
    } else if (ascii && point >= 0x80) {
      plain += point == 0x2026 ? "..." : "?";
    } else {
      AppendUtf8(point, &plain);
    }
  }
  return plain;
}

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    AppendUtf8(TakeCodePoint(&text), &valid);
  }
  return valid;
}

size_t Columns(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace bulkhead
