#include "browser/cli/sandbox_warnings.h"

#include <string>

#include "browser/core/layer_facts.h"
#include "browser/core/layer_states.h"
#include "ipc/learning.h"

namespace bulkhead {

std::vector<UserError> SandboxWarnings(const HostStart& start) {
  if (start.sandbox_mode == "off") {
    return {{"warning", "--sandbox=off", "nothing keeps a page's native code from your files, processes and network",
             "open only what you trust"}};
  }
  std::vector<UserError> warnings;
  for (const auto& [name, state] : start.layers) {
    // Only builds with a sanitizer lack a layer's code, and whoever made one knows.
    if (state == kApplied || state == "not built") {
      continue;
    }
    if (state == kLearning) {
      warnings.push_back({"warning", "--sandbox-learn", "system calls that the policy forbids are let through, and listed at the end",
                          "open only what you trust"});
      continue;
    }
    const LayerFact* const fact = FindLayer(name);
    warnings.push_back({"weaker sandbox", name, state, fact != nullptr ? std::string(fact->effect) : ""});
  }
  return warnings;
}

}  // namespace bulkhead
