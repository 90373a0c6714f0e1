// The steps by which init, the zygote and a renderer give up what they can: renderer/sandbox, in the order of operations.
#ifndef BULKHEAD_RENDERER_PROCESS_SANDBOX_STEPS_H_
#define BULKHEAD_RENDERER_PROCESS_SANDBOX_STEPS_H_

#include "renderer/process/renderer_birth.h"
#include "renderer/process/start_up.h"

namespace bulkhead {

// init: what its renderers will apply is made once.
StepResult BuildRendererFilter(StartUp& start_up);
StepResult PrepareLandlock(StartUp& start_up);
// init, after the checks: where renderers of a learning compartment hand over what hears of their calls.
StepResult PrepareLearning(StartUp& start_up);
// init: nothing can ever be gained again; SYS_ADMIN stays permitted, for the zygote's clones.
StepResult DropCapabilities(StartUp& start_up);

// zygote
StepResult RaiseSysAdmin(StartUp& start_up);

// renderer
StepResult EnterLandlock(RendererBirth& birth);
StepResult GiveUpCapabilities(RendererBirth& birth);
StepResult LimitResources(RendererBirth& birth);
StepResult ForbidTasks(RendererBirth& birth);
StepResult EnterFilter(RendererBirth& birth);
StepResult TestFilter(RendererBirth& birth);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_SANDBOX_STEPS_H_
