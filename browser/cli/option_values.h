// The words that options take, once: for parsing, for what --help and completions offer.
#ifndef BULKHEAD_BROWSER_CLI_OPTION_VALUES_H_
#define BULKHEAD_BROWSER_CLI_OPTION_VALUES_H_

#include <array>
#include <string_view>
#include <utility>

#include "browser/host/host_options.h"

namespace bulkhead {

template <class T, size_t N>
using OptionWords = std::array<std::pair<std::string_view, T>, N>;

inline constexpr OptionWords<SandboxMode, 3> kSandboxModes = {
    {{"strict", SandboxMode::kStrict}, {"best-effort", SandboxMode::kBestEffort}, {"off", SandboxMode::kOff}}};
inline constexpr OptionWords<ProcessModel, 3> kProcessModels = {
    {{"tab", ProcessModel::kTab}, {"site", ProcessModel::kSite}, {"shared", ProcessModel::kShared}}};
inline constexpr OptionWords<RestartMode, 3> kRestartModes = {
    {{"never", RestartMode::kNever}, {"on-crash", RestartMode::kOnCrash}, {"always", RestartMode::kAlways}}};
inline constexpr OptionWords<int, 6> kLogLevels = {
    {{"trace", 0}, {"debug", 1}, {"info", 2}, {"warn", 3}, {"error", 4}, {"off", 6}}};  // spdlog's numbers

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_OPTION_VALUES_H_
