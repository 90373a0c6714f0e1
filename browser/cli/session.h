// Session: one host from the opening of its pages to its summary: signals, duration, screenshots, exit code.
//
// Ends in order at the first of: --duration, SIGINT, SIGTERM or SIGHUP, a closed output, a fatal error of the host. A second
// signal ends at once. Lives on the thread of its loop.
#ifndef BULKHEAD_BROWSER_CLI_SESSION_H_
#define BULKHEAD_BROWSER_CLI_SESSION_H_

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "browser/cli/end_plan.h"
#include "browser/cli/exit_codes.h"
#include "browser/cli/options.h"
#include "browser/cli/page_pace.h"
#include "browser/cli/screenshots.h"
#include "browser/cli/terminal.h"
#include "browser/host/host.h"

namespace bulkhead {

// What a command needs of the world; main() names the real ones.
struct World {
  using HostFactory = std::function<std::unique_ptr<Host>(boost::asio::io_context&, HostOptions, const Clock&,
                                                          Host::EventSink, UserError*)>;
  boost::asio::io_context& loop;
  const Clock& clock;
  HostFactory make_host;
  // One line for stderr.
  std::function<void(const UserError&)> complain;
  // Where events go, and what can be shown there.
  int output_fd = 1;
  TextStyle output_style;
  // Output and input are a terminal that a table can have.
  bool terminal = false;
  // Where reports of deaths are kept; not set: nowhere. nullopt and *error: there is no such place.
  std::function<std::optional<std::filesystem::path>(UserError* error)> report_directory{};
};

class Session {
 public:
  // `on_event` gets every event of the host, last the summary.
  Session(World& world, SessionOptions options, Host::EventSink on_event);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Opens `pages` and runs the loop until the summary was given to `on_event` and flushed, or a second signal came.
  // `refused`: pages that were refused before; they count for the exit code. Once.
  int Run(const std::vector<PageSource>& pages, size_t refused);

  // One more page, while it runs. nullopt and *error: it was not opened.
  std::optional<TabId> Open(const PageSource& page, UserError* error);

  // Begins the ordered end. From the loop's thread; once is enough.
  void End();
  // The output failed: ends in order. From any thread.
  void OnOutputClosed(int error);
  // The host is made, no page is open yet.
  std::function<void(Host&)> on_started;
  // Called when the end begins, before any tab is closed.
  std::function<void()> on_ending;
  // Called after the summary; `done`, from any thread, once everything is written. A reader that takes nothing keeps the
  // session waiting, until a second signal.
  std::function<void(std::function<void()> done)> flush_output;

 private:
  void WaitForSignal();
  void OnSignal(int signal);
  void OnHostEvent(const Event& event);
  void OnFatal(const UserError& error);
  std::optional<TabId> OpenOrComplain(const PageSource& page);
  void OnAllOpen();
  void PostMessages();
  void PlanFaults();
  void Inject(const FaultOption& fault);
  void OnSummary(const Summary& summary);
  void TakeScreenshots();
  void WriteScreenshots();
  void Flush();
  void PlanEnd();
  void Worsen(int code);

  World& world_;
  const SessionOptions options_;
  const Host::EventSink on_event_;
  const TimePoint start_;
  EndPlan plan_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer end_timer_;
  boost::asio::steady_timer hurry_timer_;
  std::vector<std::unique_ptr<boost::asio::steady_timer>> fault_timers_;
  std::unique_ptr<Host> host_;
  std::optional<PagePace> pace_;
  bool all_open_ = false;
  std::map<TabId, std::string> tabs_;  // and their pages
  std::map<TabId, TabReport> reports_;  // the latest of each tab
  std::optional<Screenshots> screenshots_;
  int signals_seen_ = 0;
  int last_signal_ = 0;
  TimePoint last_signal_at_{};
  int exit_code_ = kExitGood;
  bool ending_ = false;
  bool summary_given_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_SESSION_H_
