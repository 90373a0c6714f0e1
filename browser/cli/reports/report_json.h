// A report as it is kept: one JSON object.
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORT_JSON_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORT_JSON_H_

#include <string>

#include "browser/host/events.h"

namespace bulkhead {

// `page`: its label; `host`: the sandbox as host.start had it. On one line, with a newline.
std::string ReportJson(const TabReport& report, const std::string& page, const HostStart& host);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORT_JSON_H_
