// `bulkhead doctor`
#ifndef BULKHEAD_BROWSER_CLI_DOCTOR_COMMAND_H_
#define BULKHEAD_BROWSER_CLI_DOCTOR_COMMAND_H_

#include <functional>
#include <optional>
#include <string>

#include "browser/cli/command_answer.h"
#include "browser/cli/options.h"
#include "browser/cli/terminal.h"
#include "browser/doctor/doctor_report.h"

namespace bulkhead {

// ExamineSandbox() (browser/doctor/doctor.h), or a test's.
using Examination = std::function<std::optional<DoctorReport>(UserError* error)>;

// Exit code 0: strict would start here; 1: it would not; 2: there was nothing to examine.
CommandAnswer DoctorCommand(const DoctorArguments& arguments, const TextStyle& style, const Examination& examine);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_DOCTOR_COMMAND_H_
