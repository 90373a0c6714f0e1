// `bulkhead reports`
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORTS_COMMAND_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORTS_COMMAND_H_

#include <optional>
#include <string>

#include "browser/cli/command_answer.h"
#include "browser/cli/options.h"
#include "browser/cli/reports/report_store.h"
#include "browser/cli/terminal.h"

namespace bulkhead {

// Exit code 0: told; 1: there is no such report, or it cannot be read.
CommandAnswer ReportsCommand(const ReportsArguments& arguments, const ReportStore& store, const TextStyle& style);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORTS_COMMAND_H_
