#include "renderer/script/script_position.h"

#include <charconv>

#include "renderer/script/js_string.h"
#include "renderer/script/jsc_extras.h"

namespace bulkhead {
namespace {

// Ours, then at most one native of the library (forEach calling console.log), then script.
constexpr unsigned kFrames = 3;

std::optional<ScriptPosition> ParseFrame(std::string_view frame) {
  constexpr std::string_view kAt = "() at ";
  const size_t at = frame.find(kAt);
  const size_t colon = frame.rfind(':');
  if (at == std::string_view::npos || colon == std::string_view::npos || colon < at + kAt.size()) {
    return std::nullopt;
  }
  const std::string_view digits = frame.substr(colon + 1);
  ScriptPosition position{.source = std::string(frame.substr(at + kAt.size(), colon - at - kAt.size()))};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), position.line);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return position;
}

}  // namespace

std::optional<ScriptPosition> ParseBacktrace(std::string_view backtrace) {
  while (!backtrace.empty()) {
    const size_t end = backtrace.find('\n');
    if (auto position = ParseFrame(backtrace.substr(0, end))) {
      return position;
    }
    backtrace.remove_prefix(end == std::string_view::npos ? backtrace.size() : end + 1);
  }
  return std::nullopt;
}

std::optional<ScriptPosition> CurrentPosition(const JscExtras& extras, JSContextRef context) {
  if (!extras.create_backtrace) {
    return std::nullopt;
  }
  return ParseBacktrace(JsString::Adopt(extras.create_backtrace(context, kFrames)).ToUtf8());
}

}  // namespace bulkhead
