// bulkhead probe: tries to get out from inside real renderers and says what stopped each attempt.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_COMMAND_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_COMMAND_H_

#include <filesystem>

#include "browser/cli/options.h"
#include "browser/cli/session.h"

namespace bulkhead {

// Exit code: 0 all passed, 1 some succeeded or are unclear, 2 it could not run. `demo_directory`: where the demo pages are; the
// two of the probe stand beneath it.
int ProbeCommand(World& world, const ProbeArguments& arguments, const std::filesystem::path& demo_directory);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_COMMAND_H_
