#include "renderer/layout/css_color.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

namespace bulkhead {
namespace {

struct Number {
  double value = 0;
  std::string_view unit;
};

std::optional<Number> ParseNumber(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  Number number;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  if (error != std::errc() || !std::isfinite(number.value)) {
    return std::nullopt;
  }
  number.unit = text.substr(static_cast<size_t>(end - text.data()));
  return number;
}

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> parts;
  const char* separators = " ,/\t\r\n";
  for (size_t begin; (begin = text.find_first_not_of(separators)) != std::string_view::npos;) {
    text.remove_prefix(begin);
    parts.push_back(text.substr(0, text.find_first_of(separators)));
    text.remove_prefix(parts.back().size());
  }
  return parts;
}

std::string Format(double red, double green, double blue, double alpha) {
  auto byte = [](double value) { return static_cast<int>(std::lround(std::clamp(value, 0.0, 255.0))); };
  std::array<char, 64> text;
  alpha = std::clamp(alpha, 0.0, 1.0);
  if (alpha >= 1) {
    std::snprintf(text.data(), text.size(), "rgb(%d,%d,%d)", byte(red), byte(green), byte(blue));
  } else {
    std::snprintf(text.data(), text.size(), "rgba(%d,%d,%d,%.3g)", byte(red), byte(green), byte(blue), alpha);
  }
  return text.data();
}

double Hue(Number number) {
  double degrees = number.value;
  if (number.unit == "rad") {
    degrees *= 180 / 3.14159265358979;
  } else if (number.unit == "turn") {
    degrees *= 360;
  } else if (number.unit == "grad") {
    degrees *= 0.9;
  }
  degrees = std::fmod(degrees, 360);
  return degrees < 0 ? degrees + 360 : degrees;
}

// CSS Color 4, "hsl to rgb".
double HslChannel(double n, double hue, double saturation, double lightness) {
  double k = std::fmod(n + hue / 30, 12);
  double a = saturation * std::min(lightness, 1 - lightness);
  return 255 * (lightness - a * std::max(-1.0, std::min({k - 3, 9 - k, 1.0})));
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::optional<std::string> RewriteColorFunction(std::string_view name, std::string_view arguments) {
  bool hsl = name == "hsl" || name == "hsla";
  if (!hsl && name != "rgb" && name != "rgba") {
    return std::nullopt;
  }
  std::vector<std::string_view> parts = Split(arguments);
  if (parts.size() < 3 || parts.size() > 4) {
    return std::nullopt;
  }
  std::array<Number, 4> numbers;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "none") {
      continue;
    }
    std::optional<Number> number = ParseNumber(parts[i]);
    if (!number) {
      return std::nullopt;
    }
    numbers[i] = *number;
  }
  double alpha = 1;
  if (parts.size() == 4) {
    alpha = numbers[3].unit == "%" ? numbers[3].value / 100 : numbers[3].value;
  }
  if (!hsl) {
    for (size_t i = 0; i < 3; ++i) {
      if (numbers[i].unit == "%") {
        numbers[i].value = numbers[i].value * 255 / 100;
      }
    }
    return Format(numbers[0].value, numbers[1].value, numbers[2].value, alpha);
  }
  double hue = Hue(numbers[0]);
  double saturation = std::clamp(numbers[1].value / 100, 0.0, 1.0);
  double lightness = std::clamp(numbers[2].value / 100, 0.0, 1.0);
  return Format(HslChannel(0, hue, saturation, lightness), HslChannel(8, hue, saturation, lightness),
                HslChannel(4, hue, saturation, lightness), alpha);
}

std::optional<std::string> RewriteHexColor(std::string_view digits) {
  if (digits.size() != 4 && digits.size() != 8) {
    return std::nullopt;
  }
  std::array<double, 4> channels{};
  size_t step = digits.size() / 4;
  for (size_t i = 0; i < 4; ++i) {
    int high = HexDigit(digits[i * step]);
    int low = HexDigit(digits[i * step + step - 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    channels[i] = high * 16 + low;
  }
  return Format(channels[0], channels[1], channels[2], channels[3] / 255);
}

}  // namespace bulkhead
