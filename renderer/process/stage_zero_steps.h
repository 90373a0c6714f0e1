// Stage 0: the spawned program on its way to init (renderer/process/start_up_order.cc has the order).
#ifndef BULKHEAD_RENDERER_PROCESS_STAGE_ZERO_STEPS_H_
#define BULKHEAD_RENDERER_PROCESS_STAGE_ZERO_STEPS_H_

#include "renderer/process/start_up.h"

namespace bulkhead {

StepResult DieWithBrowser(StartUp& start_up);
StepResult CloseInherited(StartUp& start_up);
StepResult ReadConfig(StartUp& start_up);
StepResult ResetPersonality(StartUp& start_up);
StepResult SetStackLimit(StartUp& start_up);
StepResult StartProcessGroup(StartUp& start_up);
StepResult LowerPriority(StartUp& start_up);
StepResult RaiseOomScore(StartUp& start_up);
StepResult SetNoNewPrivileges(StartUp& start_up);
StepResult DropIdentity(StartUp& start_up);
// Returns in stage 0 (init_pid > 0) and in init (init_pid == 0), with the namespaces that both modes could get.
StepResult CloneInit(StartUp& start_up);
StepResult AnnounceInit(StartUp& start_up);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_STAGE_ZERO_STEPS_H_
