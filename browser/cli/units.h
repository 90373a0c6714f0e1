// The units of the command line. Numbers are read without a locale: "1.5s" means the same everywhere.
#ifndef BULKHEAD_BROWSER_CLI_UNITS_H_
#define BULKHEAD_BROWSER_CLI_UNITS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "ipc/os/clock.h"

namespace bulkhead {

// "500ms", "3s", "2m", "1.5" (seconds). Not negative, at most a day; nullopt otherwise.
std::optional<Duration> ParseDuration(std::string_view text);

// "512MiB", "64KiB", "2GiB", "512" (MiB). More than nothing, at most 1 TiB; in bytes.
std::optional<uint64_t> ParseSize(std::string_view text);

// "1024x768", each side 16 to kMaxViewportSide.
std::optional<std::pair<uint32_t, uint32_t>> ParseViewport(std::string_view text);

// A whole number from `low` to `high`.
std::optional<uint32_t> ParseCount(std::string_view text, uint32_t low, uint32_t high);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_UNITS_H_
