#include "browser/cli/page_session.h"

#include "browser/cli/output_writer.h"
#include "browser/cli/reports/report_keeper.h"
#include "browser/cli/screenshots.h"

namespace bulkhead {

int RunPages(World& world,
             const SessionOptions& options,
             const std::vector<PageSource>& pages,
             size_t refused,
             const EventWatcher& watcher,
             const std::function<void(Session&)>& on_session) {
  if (options.screenshots) {
    // Now, not after a run of an hour.
    if (const std::optional<UserError> error = Screenshots::Prepare(*options.screenshots)) {
      world.complain(*error);
      return kExitUsage;
    }
  }
  ReportKeeper reports(world);
  EventPrinter printer(options.json, world.output_style);
  Session session(world, options, [&](const Event& event) {
    reports.OnEvent(event);
    watcher(event, printer);
  });
  if (on_session) {
    on_session(session);
  }
  OutputWriter output({.fd = world.output_fd,
                       .dropped_line = [&](uint64_t count, double t) { return printer.DroppedLine(count, t); },
                       .on_closed = [&](int error) { session.OnOutputClosed(error); }});
  printer.PrintTo(&output);
  session.flush_output = [&](std::function<void()> done) { output.Finish(std::move(done)); };
  return session.Run(pages, refused);
}

}  // namespace bulkhead
