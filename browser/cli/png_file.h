// A picture in memory and its PNG file. Slow (tens of milliseconds): off the loop.
#ifndef BULKHEAD_BROWSER_CLI_PNG_FILE_H_
#define BULKHEAD_BROWSER_CLI_PNG_FILE_H_

#include <filesystem>
#include <optional>
#include <string>

#include "browser/host/host.h"
#include "browser/host/user_error.h"

namespace bulkhead {

// Writes `picture` (BGRX) as `file`, replacing what was there in one step. The error of the first thing that failed.
std::optional<UserError> WritePng(const FrameCopy& picture, const std::filesystem::path& file);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PNG_FILE_H_
