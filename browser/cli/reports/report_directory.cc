#include "browser/cli/reports/report_directory.h"

namespace bulkhead {

std::optional<std::filesystem::path> ReportDirectory(const std::function<const char*(const char*)>& get, UserError* error) {
  // A relative path is to be ignored, says the specification.
  const auto absolute = [&](const char* name) -> std::optional<std::filesystem::path> {
    const char* value = get(name);
    return value != nullptr && *value == '/' ? std::optional<std::filesystem::path>(value) : std::nullopt;
  };
  if (const auto state = absolute("XDG_STATE_HOME")) {
    return *state / "bulkhead/reports";
  }
  if (const auto home = absolute("HOME")) {
    return *home / ".local/state/bulkhead/reports";
  }
  *error = {"cannot keep reports", "HOME", "not set to a directory", "set it, or XDG_STATE_HOME"};
  return std::nullopt;
}

}  // namespace bulkhead
