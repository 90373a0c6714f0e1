#include "browser/cli/units.h"

#include <charconv>
#include <cmath>

#include "ipc/frame_ring.h"

namespace bulkhead {
namespace {

constexpr double kLongestSeconds = 24.0 * 3600;
constexpr double kLargestMib = 1024.0 * 1024;  // 1 TiB
// Smaller than this no page is legible, and the sad tab has no room for its title.
constexpr uint32_t kMinViewportSide = 16;

// Splits "1.5s" into 1.5 and "s". A sign, "inf", "nan" and exponents are no numbers here.
std::optional<double> TakeNumber(std::string_view* text) {
  if (text->empty() || (*text)[0] < '0' || (*text)[0] > '9') {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] =
      std::from_chars(text->data(), text->data() + text->size(), value, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(value)) {
    return std::nullopt;
  }
  text->remove_prefix(static_cast<size_t>(end - text->data()));
  return value;
}

}  // namespace

std::optional<Duration> ParseDuration(std::string_view text) {
  const std::optional<double> number = TakeNumber(&text);
  double unit = 0;
  if (text == "s" || text.empty()) {
    unit = 1;
  } else if (text == "ms") {
    unit = 0.001;
  } else if (text == "m") {
    unit = 60;
  }
  if (!number || unit == 0 || *number * unit > kLongestSeconds) {
    return std::nullopt;
  }
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*number * unit));
}

std::optional<uint64_t> ParseSize(std::string_view text) {
  const std::optional<double> number = TakeNumber(&text);
  double mib = 0;
  if (text == "MiB" || text.empty()) {
    mib = 1;
  } else if (text == "KiB") {
    mib = 1.0 / 1024;
  } else if (text == "GiB") {
    mib = 1024;
  }
  if (!number || mib == 0 || *number * mib > kLargestMib) {
    return std::nullopt;
  }
  const auto bytes = static_cast<uint64_t>(*number * mib * 1024 * 1024);
  return bytes > 0 ? std::optional(bytes) : std::nullopt;
}

std::optional<uint32_t> ParseCount(std::string_view text, uint32_t low, uint32_t high) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::pair<uint32_t, uint32_t>> ParseViewport(std::string_view text) {
  const size_t cross = text.find('x');
  if (cross == std::string_view::npos) {
    return std::nullopt;
  }
  const auto width = ParseCount(text.substr(0, cross), kMinViewportSide, kMaxViewportSide);
  const auto height = ParseCount(text.substr(cross + 1), kMinViewportSide, kMaxViewportSide);
  if (!width || !height) {
    return std::nullopt;
  }
  return std::pair(*width, *height);
}

}  // namespace bulkhead
