// ReportKeeper: has every report of a session kept, with the page and the sandbox that it belongs to.
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORT_KEEPER_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORT_KEEPER_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "browser/cli/reports/report_writer.h"
#include "browser/cli/session.h"
#include "browser/host/events.h"

namespace bulkhead {

class ReportKeeper {
 public:
  // Complains by `world`, on its loop; outlives the running of that loop.
  explicit ReportKeeper(World& world);
  // Once all is written; says what there was no loop any more to say it.
  ~ReportKeeper();
  ReportKeeper(const ReportKeeper&) = delete;
  ReportKeeper& operator=(const ReportKeeper&) = delete;

  // Every event of the host.
  void OnEvent(const Event& event);

 private:
  void Keep(const TabReport& report);
  void Complain();

  World& world_;
  HostStart host_;
  std::map<TabId, std::string> pages_;
  std::mutex mutex_;
  std::optional<UserError> error_;  // guarded by mutex_; not said yet
  bool refused_ = false;            // there is nowhere to keep them
  std::unique_ptr<ReportWriter> writer_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORT_KEEPER_H_
