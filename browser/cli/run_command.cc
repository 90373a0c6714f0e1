#include "browser/cli/run_command.h"

#include <optional>
#include <string>
#include <vector>

#include "browser/cli/demo_gallery.h"
#include "browser/cli/live/live_session.h"
#include "browser/cli/page_session.h"

namespace bulkhead {

int RunCommand(World& world, const RunArguments& arguments, const std::filesystem::path& demo_directory) {
  std::vector<PageSource> pages;
  std::string complaint;  // the last one
  uint32_t number = 0;
  for (const std::string& argument : arguments.pages) {
    ++number;  // of its tab, for --post, --fault and screenshots, whatever becomes of the pages before it
    UserError error;
    if (std::optional<PageSource> page = FindPage(argument, demo_directory, &error)) {
      page->least_tab = number;
      const Demo* const demo = argument.starts_with("demo:") ? FindDemo(argument.substr(5)) : nullptr;
      if (demo != nullptr && !demo->fault.empty() && demo->misdeed == Misdeed::kItself && !arguments.session.host.faults) {
        error = {"warning", argument, "faults are off, and it asks for one", "add --enable-faults"};
        world.complain(error);
        complaint = error.Line();
      }
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
