// The order of operations from the spawned program to a renderer: every step by its name. Read this file against the
// verified order in the sandbox rules; what a step does is in the file named beside its list.
#ifndef BULKHEAD_RENDERER_PROCESS_START_UP_ORDER_H_
#define BULKHEAD_RENDERER_PROCESS_START_UP_ORDER_H_

#include <span>

#include "renderer/process/renderer_birth.h"
#include "renderer/process/start_up.h"

namespace bulkhead {

std::span<const Step<StartUp>> StageZeroOrder();
// What stage 0 does after init exists.
std::span<const Step<StartUp>> AnnounceOrder();
std::span<const Step<StartUp>> InitOrder();
std::span<const Step<StartUp>> ZygoteOrder();
std::span<const Step<RendererBirth>> RendererOrder();

// Places at which the zygote can be stopped by a test, beside its steps.
inline constexpr const char* kZygoteWait = "zygote_wait";    // before the first request
inline constexpr const char* kZygoteFork = "zygote_fork";    // a request received, no child yet
inline constexpr const char* kZygoteReply = "zygote_reply";  // the child exists, the browser does not know it

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_START_UP_ORDER_H_
