// What came of an attempt, judged from what the renderer said and how it died.
#ifndef BULKHEAD_BROWSER_CLI_PROBE_PROBE_JUDGE_H_
#define BULKHEAD_BROWSER_CLI_PROBE_PROBE_JUDGE_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "browser/cli/probe/probe_catalogue.h"
#include "browser/host/events.h"

namespace bulkhead {

struct ProbeEvidence {
  bool begun = false;
  std::optional<ProbeReport> report;  // what the renderer said after the attempt
  std::optional<TabGone> death;
  std::string failure;                // no renderer, no answer in time: in words
};

struct ProbeRow {
  enum class State {
    kStopped,
    kEscaped,
    kNotTried,  // what it needs is not here, or it would have reached others
    kUnclear,   // it died of something else, or never began
  };
  const ProbeAttempt* attempt = nullptr;
  State state = State::kUnclear;
  std::string got;
  std::optional<int> error;    // errno
  // A layer; "kernel": its rules for everybody, with no layer's help; "spawn", "thread_guard": what is no layer by itself.
  std::string stopped_by;      // empty unless kStopped
};

// `applied`: the layers that are.
ProbeRow JudgeProbe(const ProbeAttempt& attempt, const ProbeEvidence& evidence, const std::set<std::string>& applied);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PROBE_PROBE_JUDGE_H_
