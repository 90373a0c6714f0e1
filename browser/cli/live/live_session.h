// RunLive: a session whose events are a table on the terminal: `bulkhead run` for people.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_LIVE_SESSION_H_
#define BULKHEAD_BROWSER_CLI_LIVE_LIVE_SESSION_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "browser/cli/session.h"
#include "browser/host/page_source.h"

namespace bulkhead {

// As RunPages(), with the terminal behind stdout (TerminalScreen::Usable). nullopt: that cannot be opened, and nothing was done.
// `demo_directory`: where demo:NAME is, of pages that the user opens. `message`: what to show first; may be empty.
std::optional<int> RunLive(World& world,
                           const SessionOptions& options,
                           const std::vector<PageSource>& pages,
                           size_t refused,
                           const std::filesystem::path& demo_directory,
                           const std::string& message);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_LIVE_SESSION_H_
