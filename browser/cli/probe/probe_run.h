// ProbeRun: one host, a planted sibling tab, and every attempt in a renderer of its own, a few at a time.
//
// Has a loop of its own and runs it: what a host leaves on it when it is gone is never run.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_RUN_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_RUN_H_

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "browser/cli/probe/probe_judge.h"
#include "browser/cli/probe/probe_plants.h"
#include "browser/cli/session.h"

namespace bulkhead {

struct ProbeResults {
  std::optional<UserError> error;  // it could not run
  bool interrupted = false;
  std::vector<std::pair<std::string, std::string>> layers;  // as host.start has them
  std::vector<ProbeRow> rows;      // in the order of the attempts
};

class ProbeRun {
 public:
  // `pages`: where the two pages stand. `on_row`, as each is judged; may be empty.
  ProbeRun(World& world,
           HostOptions options,
           std::filesystem::path pages,
           const ProbePlants& plants,
           std::vector<const ProbeAttempt*> attempts,
           std::function<void(const ProbeRow&)> on_row);
  ~ProbeRun();
  ProbeRun(const ProbeRun&) = delete;
  ProbeRun& operator=(const ProbeRun&) = delete;

  // Until every attempt is judged and the host is gone. Once.
  ProbeResults Run();

 private:
  struct Running {
    size_t index = 0;  // of the attempt
    ProbeEvidence evidence;
    TimePoint deadline{};
  };

  void OnEvent(const Event& event);
  void OnStart(const HostStart& start);
  void OnReport(const ProbeReport& report);
  void OnGone(const TabGone& gone);
  void OpenSibling();
  void OpenMore();
  void Settle(TabId tab);
  void Watch();
  void Fail(UserError error);
  void End();

  World& world_;
  boost::asio::io_context loop_{1};
  const HostOptions options_;
  const std::filesystem::path pages_;
  const ProbePlants& plants_;
  const std::vector<const ProbeAttempt*> attempts_;
  const std::function<void(const ProbeRow&)> on_row_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<Host> host_;
  ProbeResults results_;
  std::set<std::string> applied_;
  TabId sibling_ = 0;
  TimePoint sibling_deadline_{};
  int sibling_pid_ = 0;
  bool sibling_ready_ = false;
  size_t next_ = 0;
  std::map<TabId, Running> running_;
  bool ending_ = false;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_RUN_H_
