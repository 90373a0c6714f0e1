// `bulkhead reports`
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORTS_COMMAND_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORTS_COMMAND_H_

#include <optional>
#include <string>

#include "browser/cli/options.h"
#include "browser/cli/reports/report_store.h"
#include "browser/cli/terminal.h"

namespace bulkhead {

struct ReportsAnswer {
  std::string text;  // for stdout
  std::optional<UserError> complaint;
  int exit_code = 0;
};

// Exit code 0: told; 1: there is no such report, or it cannot be read.
ReportsAnswer ReportsCommand(const ReportsArguments& arguments, const ReportStore& store, const TextStyle& style);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORTS_COMMAND_H_
