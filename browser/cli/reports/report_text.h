// A kept report for people. What it says comes from a file, and before from a page: sanitised.
#ifndef BULKHEAD_BROWSER_CLI_REPORTS_REPORT_TEXT_H_
#define BULKHEAD_BROWSER_CLI_REPORTS_REPORT_TEXT_H_

#include <string>

#include <boost/json/object.hpp>

#include "browser/cli/terminal.h"

namespace bulkhead {

// Lines, each with its newline. What is missing or of another type is left out.
std::string ReportText(const boost::json::object& report, const TextStyle& style);

// Of a field; empty where it is missing or no string.
std::string TextOf(const boost::json::object& fields, std::string_view name);
// "bulkhead::Strike(int) (renderer/faults/strikes.cc:58)"; empty without a stack.
std::string TopFrameText(const boost::json::object& report);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_REPORTS_REPORT_TEXT_H_
