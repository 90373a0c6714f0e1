// What `bulkhead doctor` says to people: tables of at most 80 columns.
#ifndef BULKHEAD_BROWSER_CLI_DOCTOR_TEXT_H_
#define BULKHEAD_BROWSER_CLI_DOCTOR_TEXT_H_

#include <string>

#include "browser/cli/terminal.h"
#include "browser/doctor/doctor_report.h"

namespace bulkhead {

std::string DoctorText(const DoctorReport& report, const TextStyle& style);

// The table of environments, all rows.
std::string EnvironmentsText(const TextStyle& style);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_DOCTOR_TEXT_H_
