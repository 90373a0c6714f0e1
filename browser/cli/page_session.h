// RunPages: a session with its output: what run and demo have in common.
#ifndef BULKHEAD_BROWSER_CLI_PAGE_SESSION_H_
#define BULKHEAD_BROWSER_CLI_PAGE_SESSION_H_

#include <functional>
#include <vector>

#include "browser/cli/event_printer.h"
#include "browser/cli/session.h"

namespace bulkhead {

// Sees every event, on the host's thread, and prints what it wants to.
using EventWatcher = std::function<void(const Event&, EventPrinter&)>;

// Opens `pages`, gives every event to `watcher`, the last one being the summary; returns the exit code. `refused`: how many
// pages were refused before. `on_session`: it is made, nothing has begun.
int RunPages(World& world,
             const SessionOptions& options,
             const std::vector<PageSource>& pages,
             size_t refused,
             const EventWatcher& watcher,
             const std::function<void(Session&)>& on_session = {});

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PAGE_SESSION_H_
