// init up to its loop: identity in the new namespaces, all warm-up that needs files, then the empty root.
#ifndef BULKHEAD_RENDERER_PROCESS_INIT_STEPS_H_
#define BULKHEAD_RENDERER_PROCESS_INIT_STEPS_H_

#include "renderer/process/start_up.h"

namespace bulkhead {

StepResult InitDieWithBrowser(StartUp& start_up);
StepResult MapIdentity(StartUp& start_up);
StepResult WarmUp(StartUp& start_up);
StepResult ListModules(StartUp& start_up);
// One thread, nothing writable and executable, no directory open, no socket but the two: what every child inherits.
StepResult CheckWarmProcess(StartUp& start_up);
StepResult HideHostName(StartUp& start_up);
StepResult EmptyRoot(StartUp& start_up);
StepResult BecomeReaper(StartUp& start_up);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_INIT_STEPS_H_
