#include "browser/cli/json_line.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "browser/cli/plain_text.h"

namespace bulkhead {
namespace {

template <class Number, class... Format>
void AppendNumber(Number number, std::string* line, Format... format) {
  std::array<char, 400> digits = {};  // 1e308 in fixed notation has 309 digits
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number, format...);
  line->append(digits.data(), end);
}

void AppendDouble(double number, std::string* line) {
  if (!std::isfinite(number)) {
    *line += "null";
    return;
  }
  // Microseconds and thousandths of a frame are the finest that is measured; more digits are noise.
  const double rounded = std::round(number * 1e6) / 1e6;
  AppendNumber(std::isfinite(rounded) ? rounded : number, line, std::chars_format::fixed);
}

void AppendUnit(uint32_t unit, std::string* line) {
  static constexpr char kHex[] = "0123456789abcdef";
  *line += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) {
    *line += kHex[(unit >> shift) & 0xF];
  }
}

void AppendUnits(char32_t point, std::string* line) {
  if (point < 0x10000) {
    AppendUnit(point, line);
  } else {
    AppendUnit(0xD800 + ((point - 0x10000) >> 10), line);
    AppendUnit(0xDC00 + ((point - 0x10000) & 0x3FF), line);
  }
}

void AppendString(std::string_view text, std::string* line) {
  *line += '"';
  while (!text.empty()) {
    const char32_t point = TakeCodePoint(&text);
    if (point == '"' || point == '\\') {
      *line += '\\';
      *line += static_cast<char>(point);
    } else if (point == '\n') {
      *line += "\\n";
    } else if (point == '\t') {
      *line += "\\t";
    } else if (!IsHostile(point)) {
      AppendUtf8(point, line);
    } else {
      AppendUnits(point, line);
    }
  }
  *line += '"';
}

void AppendValue(const boost::json::value& value, std::string* line) {
  switch (value.kind()) {
    case boost::json::kind::null:
      *line += "null";
      return;
    case boost::json::kind::bool_:
      *line += value.get_bool() ? "true" : "false";
      return;
    case boost::json::kind::int64:
      AppendNumber(value.get_int64(), line);
      return;
    case boost::json::kind::uint64:
      AppendNumber(value.get_uint64(), line);
      return;
    case boost::json::kind::double_:
      AppendDouble(value.get_double(), line);
      return;
    case boost::json::kind::string:
      AppendString({value.get_string().data(), value.get_string().size()}, line);
      return;
    case boost::json::kind::array: {
      char separator = '[';
      for (const boost::json::value& element : value.get_array()) {
        *line += separator;
        AppendValue(element, line);
        separator = ',';
      }
      *line += value.get_array().empty() ? "[]" : "]";
      return;
    }
    case boost::json::kind::object: {
      char separator = '{';
      for (const auto& [key, element] : value.get_object()) {
        *line += separator;
        AppendString({key.data(), key.size()}, line);
        *line += ':';
        AppendValue(element, line);
        separator = ',';
      }
      *line += value.get_object().empty() ? "{}" : "}";
      return;
    }
  }
}

}  // namespace

std::string JsonLine(const boost::json::value& value) {
  std::string line;
  AppendValue(value, &line);
  return line;
}

std::string OneLineOfJson(std::string_view json) {
  std::string line;
  while (!json.empty()) {
    const char32_t point = TakeCodePoint(&json);
    if (point == '\n' || point == '\r' || point == '\t') {
      line += ' ';  // between the words: inside a string they are escaped
    } else if (IsHostile(point)) {
      AppendUnits(point, &line);
    } else {
      AppendUtf8(point, &line);
    }
  }
  return line;
}

}  // namespace bulkhead
