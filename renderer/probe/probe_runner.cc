#include "renderer/probe/probe_runner.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "ipc/write_out.h"
#include "proto/control.pb.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

// ProbeResult's limit holds it.
constexpr size_t kMaxText = 1024;

control::ProbeOutcome WireOutcome(ProbeVerdict::Kind kind) {
  switch (kind) {
    case ProbeVerdict::Kind::kSucceeded:
      return control::PROBE_SUCCEEDED;
    case ProbeVerdict::Kind::kRefused:
      return control::PROBE_REFUSED;
    case ProbeVerdict::Kind::kNothing:
      return control::PROBE_NOTHING;
    case ProbeVerdict::Kind::kNotTried:
      return control::PROBE_NOT_TRIED;
  }
  return control::PROBE_NOTHING;
}

}  // namespace

std::optional<std::string> RunProbe(Channel& control,
                                    uint32_t page,
                                    const ProbeRequest& request,
                                    const ProbePreparation& preparation) {
  const std::vector<Probe> probes = AllProbes();
  const auto found = std::ranges::find(probes, request.name, &Probe::name);
  if (found == probes.end()) {
    return "no such attempt";
  }
  control::ProbeResult result;
  result.set_page(page);
  result.set_attempt(std::string(found->name));
  control.Send(result);
  WriteOut(control);
  ProbeTargets targets = ProbeTargets::From(request.params);
  targets.preparation = preparation;
  const ProbeVerdict verdict = found->run(targets);
  result.set_outcome(WireOutcome(verdict.kind));
  result.set_error(static_cast<uint32_t>(verdict.error));
  // Words of ours: ASCII, so a cut is no broken character.
  result.set_text(verdict.text.substr(0, kMaxText));
  control.Send(result);
  WriteOut(control);
  // One process an attempt: what it did to itself (limits, namespaces, signals) ends here.
  ::_exit(EXIT_SUCCESS);
}

}  // namespace bulkhead
