// `bulkhead demo [NAME…|--list]`
#ifndef BULKHEAD_BROWSER_CLI_DEMO_COMMAND_H_
#define BULKHEAD_BROWSER_CLI_DEMO_COMMAND_H_

#include <filesystem>
#include <functional>
#include <string>

#include "browser/cli/options.h"
#include "browser/cli/session.h"

namespace bulkhead {

struct DemoWorld {
  std::filesystem::path directory;
  // Sends a signal to a process of ours, held by pidfd for the moment of it. False: it is gone.
  std::function<bool(int pid, int signal)> signal_process;
};

// Runs the demos and tells what happened. Returns the exit code.
int DemoCommand(World& world, const DemoWorld& demo_world, const DemoArguments& arguments);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_DEMO_COMMAND_H_
