#include "browser/cli/run_command.h"

#include <optional>
#include <string>
#include <vector>

#include "browser/cli/live/live_session.h"
#include "browser/cli/page_session.h"

namespace bulkhead {

int RunCommand(World& world, const RunArguments& arguments, const std::filesystem::path& demo_directory) {
  std::vector<PageSource> pages;
  std::string complaint;  // the last one
  for (const std::string& argument : arguments.pages) {
    UserError error;
    if (std::optional<PageSource> page = FindPage(argument, demo_directory, &error)) {
      pages.push_back(*std::move(page));
    } else {
      world.complain(error);
      complaint = error.Line();
    }
  }
  if (pages.empty()) {
    return kExitFailed;  // no host for nothing
  }
  const size_t refused = arguments.pages.size() - pages.size();
  if (arguments.table && world.terminal) {
    SessionOptions options = arguments.session;
    options.host.injecting = true;  // its keys
    if (const std::optional<int> code = RunLive(world, options, pages, refused, demo_directory, complaint)) {
      return *code;
    }
  }
  return RunPages(world, arguments.session, pages, refused,
                  [](const Event& event, EventPrinter& printer) { printer.Print(event); });
}

}  // namespace bulkhead
