#include "browser/doctor/doctor_report.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "browser/core/layer_facts.h"
#include "browser/doctor/remedies.h"
#include "ipc/os/result.h"

namespace bulkhead {
namespace {

Verdict Judge(const TrialOutcome& trial, const MachineFacts& machine) {
  Verdict verdict;
  verdict.starts = trial.live;
  if (trial.live) {
    return verdict;
  }
  verdict.step = trial.step;
  verdict.why = WhyNotLive(trial);
  const bool fonts = std::ranges::all_of(machine.fonts, [](const FontFact& font) { return font.found; });
  verdict.remedy = trial.step == "warm_up" && !fonts ? "apt-get install fonts-dejavu-core"
                                                     : RemedyForStep(trial.step, trial.error, machine.settings);
  return verdict;
}

std::string StateOf(std::string_view name, const TrialOutcome& trial) {
  const auto found = std::ranges::find(trial.layers, name, [](const auto& layer) { return layer.first; });
  if (found != trial.layers.end()) {
    return found->second;
  }
  if (LayerOfStep(trial.step) == name) {
    return trial.why + (trial.error != 0 ? " (errno " + std::to_string(trial.error) + ")" : "");
  }
  return {};
}

LayerFinding Find(const LayerFact& fact, const TrialOutcome& trial, const Settings& settings) {
  LayerFinding finding;
  finding.name = fact.name;
  finding.effect = fact.effect;
  const std::string state = StateOf(fact.name, trial);
  finding.applied = state == kApplied && trial.live;
  if (state == kApplied) {
    finding.available = true;
  } else if (!state.empty() && state != "not built" && !WaitsForAnother(state)) {
    finding.available = false;
  }
  if (state.empty() || (state == kApplied && !trial.live)) {
    finding.why = "the start-up ended at " + trial.step;
  } else if (!finding.applied) {
    finding.why = state;
    finding.remedy = RemedyForLayer(fact.name, state, settings);
  }
  return finding;
}

std::vector<std::string> AsAnotherUser(const MachineFacts& machine, const TrialOutcome& trial) {
  const bool root = machine.user.uid == 0;
  std::vector<std::string> changes;
  if (root) {
    changes.push_back("as an ordinary user the browser is not root either (recommended)");
    changes.push_back("as an ordinary user renderers run as that user, not as uid " +
                      std::to_string(machine.user.renderer_uid));
  } else {
    changes.push_back("as root the browser is root, and renderers run as nobody or as the user behind sudo");
  }
  if (trial.private_memory_readable) {
    if (root && *trial.private_memory_readable) {
      changes.push_back("as an ordinary user private_dirty_kib is null: the memory map of a renderer is not readable");
    } else if (!root && !*trial.private_memory_readable) {
      changes.push_back("as root private_dirty_kib is measured; here it is null");
    }
  }
  return changes;
}

}  // namespace

std::string WhyNotLive(const TrialOutcome& trial) {
  return trial.error == 0 ? trial.why : trial.why + (trial.why.empty() ? "" : ": ") + ErrnoError(trial.error).message();
}

DoctorReport MakeReport(MachineFacts machine, const TrialOutcome& best_effort, const TrialOutcome& strict) {
  DoctorReport report;
  for (const LayerFact& fact : LayerFacts()) {
    report.layers.push_back(Find(fact, best_effort, machine.settings));
  }
  report.strict = Judge(strict, machine);
  report.best_effort = Judge(best_effort, machine);
  report.as_another_user = AsAnotherUser(machine, best_effort);
  const LayerFinding& user = report.layers.front();
  report.environment = &FindEnvironment(machine, {user.applied || !machine.settings.proc, report.strict.starts});
  report.machine = std::move(machine);
  return report;
}

}  // namespace bulkhead
