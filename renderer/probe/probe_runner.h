// RunProbe: one attempt of `bulkhead probe` from inside this process, which ends with it.
#ifndef BULKHEAD_RENDERER_PROBE_PROBE_RUNNER_H_
#define BULKHEAD_RENDERER_PROBE_PROBE_RUNNER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "ipc/channel.h"
#include "renderer/probe/probe_preparation.h"
#include "renderer/script/script_reports.h"

namespace bulkhead {

// Sends PROBE_BEGUN, tries, sends what came of it and ends the process without a goodbye. Words if there is no such attempt.
// Main thread, in a renderer that was started to probe.
std::optional<std::string> RunProbe(Channel& control,
                                    uint32_t page,
                                    const ProbeRequest& request,
                                    const ProbePreparation& preparation);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROBE_PROBE_RUNNER_H_
