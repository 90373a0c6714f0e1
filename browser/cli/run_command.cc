#include "browser/cli/run_command.h"

#include <vector>

#include "browser/cli/page_session.h"

namespace bulkhead {

int RunCommand(World& world, const RunArguments& arguments, const std::filesystem::path& demo_directory) {
  std::vector<PageSource> pages;
  for (const std::string& argument : arguments.pages) {
    UserError error;
    if (std::optional<PageSource> page = FindPage(argument, demo_directory, &error)) {
      pages.push_back(*std::move(page));
    } else {
      world.complain(error);
    }
  }
  if (pages.empty()) {
    return kExitFailed;  // no host for nothing
  }
  return RunPages(world, arguments.session, pages, arguments.pages.size() - pages.size(),
                  [](const Event& event, EventPrinter& printer) { printer.Print(event); });
}

}  // namespace bulkhead
