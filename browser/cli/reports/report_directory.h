// Where reports of deaths are kept, by the rules of the XDG base directories.
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORT_DIRECTORY_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORT_DIRECTORY_H_

#include <filesystem>
#include <functional>
#include <optional>

#include "browser/host/user_error.h"

namespace bulkhead {

// $XDG_STATE_HOME/bulkhead/reports, else ~/.local/state/bulkhead/reports; nullopt and *error where neither variable names an
// absolute path. `get`: getenv() or a test's.
std::optional<std::filesystem::path> ReportDirectory(const std::function<const char*(const char*)>& get, UserError* error);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORT_DIRECTORY_H_
