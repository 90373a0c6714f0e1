// The results of `bulkhead probe`, for people and as lines of --json.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_OUTPUT_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_OUTPUT_H_

#include <string>
#include <utility>
#include <vector>

#include "browser/cli/probe/probe_judge.h"
#include "browser/cli/terminal.h"

namespace bulkhead {

struct ProbeCounts {
  size_t tried = 0;
  size_t escaped = 0;
  size_t not_tried = 0;
  size_t unclear = 0;
};
ProbeCounts CountRows(const std::vector<ProbeRow>& rows);

// probe.attempt, without a newline; `t`: seconds since start.
std::string ProbeAttemptJson(double t, const ProbeRow& row);
// probe.summary.
std::string ProbeSummaryJson(double t, const ProbeCounts& counts);

using ProbeLayers = std::vector<std::pair<std::string, std::string>>;  // name -> "applied" or why not

// Table and what it comes to. `kernel`: "Linux 6.18".
std::vector<std::string> ProbeTable(const std::vector<ProbeRow>& rows, const TextStyle& style);
std::vector<std::string> ProbeSummaryText(const std::vector<ProbeRow>& rows,
                                          const ProbeLayers& layers,
                                          const std::string& kernel);

// "a, b, c".
std::string Joined(const std::vector<std::string>& names);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_OUTPUT_H_
