// `bulkhead doctor --json`: one object, a contract with scripts.
#ifndef BULKHEAD_BROWSER_CLI_DOCTOR_JSON_H_
#define BULKHEAD_BROWSER_CLI_DOCTOR_JSON_H_

#include <string>

#include "browser/doctor/doctor_report.h"

namespace bulkhead {

// {kernel, user, layers: [{name, available, applied, why, effect, remedy}], limits, cgroup, fonts, strict, best_effort},
// without a newline. What is not known, or needs no word, is null.
std::string DoctorJson(const DoctorReport& report);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_DOCTOR_JSON_H_
