// The words of --help and --version, apart from the list of options itself.
#ifndef BULKHEAD_BROWSER_CLI_OPTION_TEXTS_H_
#define BULKHEAD_BROWSER_CLI_OPTION_TEXTS_H_

#include <string>

namespace bulkhead {

inline constexpr int kEventSchema = 1;  // of --json; a field taken away or changed raises it

extern const char kProgramSummary[];
extern const char kProgramFooter[];
extern const char kRunSummary[];
extern const char kRunFooter[];
extern const char kDemoSummary[];
extern const char kDemoFooter[];
extern const char kDoctorSummary[];
extern const char kDoctorFooter[];
extern const char kProbeSummary[];
extern const char kProbeFooter[];
extern const char kReportsSummary[];
extern const char kReportsFooter[];
extern const char kCompletionsSummary[];
extern const char kCompletionsFooter[];
extern const char kManSummary[];

std::string ProgramVersion();  // "0.1.0"
std::string ProgramBuild();    // the id that both programs compare in Hello
std::string VersionText();

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_OPTION_TEXTS_H_
