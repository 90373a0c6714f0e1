// `bulkhead run PAGE…`
#ifndef BULKHEAD_BROWSER_CLI_RUN_COMMAND_H_
#define BULKHEAD_BROWSER_CLI_RUN_COMMAND_H_

#include <filesystem>

#include "browser/cli/options.h"
#include "browser/cli/session.h"

namespace bulkhead {

// Opens the pages that can be opened and prints every event, or shows them as a table on a terminal. Returns the exit code.
int RunCommand(World& world, const RunArguments& arguments, const std::filesystem::path& demo_directory);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_RUN_COMMAND_H_
