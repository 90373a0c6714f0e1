#include "browser/cli/doctor_command.h"

#include "browser/cli/doctor_json.h"
#include "browser/cli/doctor_text.h"
#include "browser/cli/exit_codes.h"

namespace bulkhead {

CommandAnswer DoctorCommand(const DoctorArguments& arguments, const TextStyle& style, const Examination& examine) {
  CommandAnswer answer;
  if (arguments.environments) {
    answer.text = EnvironmentsText(style);
    return answer;
  }
  UserError error;
  const std::optional<DoctorReport> report = examine(&error);
  if (!report) {
    answer.complaint = error;
    answer.exit_code = kExitUsage;
    return answer;
  }
  answer.exit_code = report->strict.starts ? kExitGood : kExitFailed;
  answer.text = arguments.json ? DoctorJson(*report) + "\n" : DoctorText(*report, style);
  if (arguments.json && !report->strict.starts) {
    // The object has whether, the layers have why; the step that ended it is for people.
    answer.complaint = {"strict would not start", report->strict.step, report->strict.why, report->strict.remedy};
  }
  return answer;
}

}  // namespace bulkhead
