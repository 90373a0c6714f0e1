// What `bulkhead doctor` finds, as values.
#ifndef BULKHEAD_BROWSER_DOCTOR_DOCTOR_REPORT_H_
#define BULKHEAD_BROWSER_DOCTOR_DOCTOR_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "browser/core/layer_states.h"
#include "browser/doctor/environments.h"
#include "browser/doctor/machine_facts.h"

namespace bulkhead {

// How one start of the sandbox went: a compartment and a renderer in it.
struct TrialOutcome {
  bool live = false;    // the renderer was ready for a page
  LayerStates layers;   // empty if the compartment was never ready
  // Where it ended, if it is not live.
  std::string step;
  int error = 0;        // errno; 0: none
  std::string why;
  // Whether the browser may read how much of a renderer's memory is its own; unknown without a renderer.
  std::optional<bool> private_memory_readable;
};

// A layer as it was with everything tried and nothing required (best-effort).
struct LayerFinding {
  std::string name;
  std::optional<bool> available;  // nullopt: was not tried
  bool applied = false;
  std::string why;     // it is not applied
  std::string effect;  // what is weaker without it
  std::string remedy;  // what helps; empty if nothing is needed
};

struct Verdict {
  bool starts = false;
  std::string step;
  std::string why;     // "sethostname: Operation not permitted (errno 1)"
  std::string remedy;
};

struct DoctorReport {
  MachineFacts machine;
  std::vector<LayerFinding> layers;
  Verdict strict;
  Verdict best_effort;
  std::vector<std::string> as_another_user;  // what would change
  const Environment* environment = nullptr;  // the row that fits
};

// `why` and errno in words.
std::string WhyNotLive(const TrialOutcome& trial);

DoctorReport MakeReport(MachineFacts machine, const TrialOutcome& best_effort, const TrialOutcome& strict);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_DOCTOR_DOCTOR_REPORT_H_
