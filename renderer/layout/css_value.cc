#include "renderer/layout/css_value.h"

#include <array>
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "renderer/dom/ascii.h"
#include "renderer/layout/css_color.h"
#include "renderer/layout/css_parser.h"

namespace bulkhead {
namespace {

constexpr double kLargest = 999'999;
// var() in var() in ...: deeper fallbacks are dropped.
constexpr int kMaxNesting = 16;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsGradient(std::string_view name) {
  return name.ends_with("-gradient");
}

class ValueRewriter {
 public:
  explicit ValueRewriter(const CustomProperties& properties) : properties_(properties) {}

  bool Rewrite(std::string_view value, int nesting) {
    if (nesting > kMaxNesting) {
      return false;
    }
    for (size_t at = 0; at < value.size();) {
      char c = value[at];
      if (c == '"' || c == '\'') {
        size_t end = at + 1;
        while (end < value.size() && value[end] != c) {
          end += value[end] == '\\' ? 2 : 1;
        }
        end = std::min(value.size(), end + 1);
        out += value.substr(at, end - at);
        at = end;
      } else if (c == '#') {
        size_t end = NameEnd(value, at + 1);
        std::string_view digits = value.substr(at + 1, end - at - 1);
        std::optional<std::string> color = RewriteHexColor(digits);
        out += color ? *color : std::string(value.substr(at, end - at));
        at = end;
      } else if (IsDigit(c) || (c == '.' && at + 1 < value.size() && IsDigit(value[at + 1]))) {
        at = Number(value, at);
      } else if (IsNameChar(c) && c != '-') {
        at = Name(value, at, nesting);
      } else if (c == '-') {
        // A sign, or the beginning of a name.
        bool sign = at + 1 < value.size() && (IsDigit(value[at + 1]) || value[at + 1] == '.');
        if (sign) {
          out += c;
          ++at;
        } else {
          at = Name(value, at, nesting);
        }
      } else if (c == ';' || c == '{' || c == '}') {
        return false;
      } else {
        out += c;
        ++at;
      }
      if (at == std::string_view::npos) {
        return false;
      }
    }
    return true;
  }

  std::string out;

 private:
  static size_t NameEnd(std::string_view value, size_t at) {
    while (at < value.size() && IsNameChar(value[at])) {
      ++at;
    }
    return at;
  }

  size_t Number(std::string_view value, size_t at) {
    size_t end = at;
    while (end < value.size() && (IsDigit(value[end]) || value[end] == '.')) {
      ++end;
    }
    // An exponent, not the unit "em".
    size_t exponent = end;
    if (exponent < value.size() && (value[exponent] == 'e' || value[exponent] == 'E')) {
      size_t digit = exponent + 1;
      digit += digit < value.size() && (value[digit] == '+' || value[digit] == '-') ? 1 : 0;
      if (digit < value.size() && IsDigit(value[digit])) {
        end = digit;
        while (end < value.size() && IsDigit(value[end])) {
          ++end;
        }
      }
    }
    double number = 0;
    auto [stop, error] = std::from_chars(value.data() + at, value.data() + end, number);
    static_cast<void>(stop);
    bool plain = error == std::errc() && number <= kLargest && exponent == end;
    number = error != std::errc() ? kLargest : std::min(number, kLargest);
    size_t unit_end = NameEnd(value, end);
    const std::string unit = Lower(value.substr(end, unit_end - end));
    if (unit == "dvh" || unit == "svh" || unit == "lvh") {
      out += value.substr(at, end - at);
      out += "vh";
    } else if (unit == "dvw" || unit == "svw" || unit == "lvw") {
      out += value.substr(at, end - at);
      out += "vw";
    } else if (unit == "ch" || unit == "ex") {
      // litehtml would take them for pixels; half an em is close for DejaVu.
      AppendNumber(number / 2);
      out += "em";
    } else if (unit == "q") {
      AppendNumber(number / 4);
      out += "mm";
    } else {
      if (plain) {
        out += value.substr(at, end - at);
      } else {
        AppendNumber(number);
      }
      out += value.substr(end, unit_end - end);
    }
    return unit_end;
  }

  void AppendNumber(double number) {
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%.6g", number);
    out += text.data();
  }

  // npos: the value cannot be used.
  size_t Name(std::string_view value, size_t at, int nesting) {
    size_t end = NameEnd(value, at);
    if (end == at) {
      end = at + 1;
    }
    std::string_view name = value.substr(at, end - at);
    if (end >= value.size() || value[end] != '(') {
      out += name;
      return end;
    }
    size_t close = FindClosing(value, end);
    if (close >= value.size()) {
      return std::string_view::npos;
    }
    std::string_view arguments = value.substr(end + 1, close - end - 1);
    const std::string lower = Lower(name);
    bool ok = true;
    if (lower == "url") {
      // litehtml splits declarations at each ';', also within.
      ok = arguments.find(';') == std::string_view::npos && arguments.find('(') == std::string_view::npos;
      out += "url(" + std::string(arguments) + ")";
    } else if (lower == "var") {
      ok = Var(arguments, nesting);
    } else if (IsGradient(lower)) {
      out += lower + "(";
      ok = Rewrite(arguments, nesting + 1);
      out += ")";
    } else if (lower == "rgb" || lower == "rgba" || lower == "hsl" || lower == "hsla") {
      if (arguments.find("var(") != std::string_view::npos) {
        out += lower + "(" + std::string(arguments) + ")";
      } else {
        std::optional<std::string> color = RewriteColorFunction(lower, arguments);
        ok = color.has_value();
        out += color.value_or("");
      }
    } else if (lower == "attr" || lower == "counter" || lower == "counters") {
      out += lower + "(" + std::string(arguments) + ")";
    } else {
      ok = false;
    }
    return ok ? close + 1 : std::string_view::npos;
  }

  bool Var(std::string_view arguments, int nesting) {
    size_t comma = arguments.find(',');
    std::string_view name = TrimCss(arguments.substr(0, comma));
    if (properties_.Has(Lower(name))) {
      out += "var(" + Lower(name) + ")";
      return true;
    }
    return comma != std::string_view::npos && Rewrite(TrimCss(arguments.substr(comma + 1)), nesting + 1);
  }

  const CustomProperties& properties_;
};

// The first argument of a gradient that is a colour, not a direction or a shape.
std::string FirstColor(std::string_view arguments) {
  while (!arguments.empty()) {
    size_t end = 0;
    while (end < arguments.size() && arguments[end] != ',') {
      end = arguments[end] == '(' ? std::min(arguments.size(), FindClosing(arguments, end) + 1) : end + 1;
    }
    std::string_view argument = TrimCss(arguments.substr(0, end));
    arguments.remove_prefix(std::min(arguments.size(), end + 1));
    size_t word_end = 0;
    while (word_end < argument.size() && argument[word_end] != ' ') {
      word_end = argument[word_end] == '(' ? std::min(argument.size(), FindClosing(argument, word_end) + 1) : word_end + 1;
    }
    std::string_view word = argument.substr(0, word_end);
    bool direction = word.empty() || IsDigit(word[0]) || word[0] == '-' || word[0] == '.' || word == "to" ||
                     word == "at" || word == "from" || word == "in" || word == "circle" || word == "ellipse" ||
                     word.starts_with("closest") || word.starts_with("farthest");
    if (!direction) {
      return std::string(word);
    }
  }
  return "transparent";
}

}  // namespace

std::optional<std::string> RewriteCssValue(std::string_view value, const CustomProperties& properties) {
  ValueRewriter rewriter(properties);
  if (!rewriter.Rewrite(value, 0)) {
    return std::nullopt;
  }
  return std::move(rewriter.out);
}

bool ReplaceGradient(std::string& value) {
  size_t at = value.find("-gradient(");
  if (at == std::string::npos) {
    return false;
  }
  size_t begin = at;
  while (begin > 0 && IsNameChar(value[begin - 1])) {
    --begin;
  }
  size_t open = value.find('(', at);
  size_t close = FindClosing(value, open);
  std::string color = FirstColor(std::string_view(value).substr(open + 1, close - open - 1));
  // The first layer only: litehtml knows one.
  value = value.substr(0, begin) + color;
  return true;
}

}  // namespace bulkhead
