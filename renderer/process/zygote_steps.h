// What makes a fork of init the zygote.
#ifndef BULKHEAD_RENDERER_PROCESS_ZYGOTE_STEPS_H_
#define BULKHEAD_RENDERER_PROCESS_ZYGOTE_STEPS_H_

#include "renderer/process/start_up.h"

namespace bulkhead {

// Dies with init even where no PID namespace sees to that. Also for renderers.
StepResult ZygoteDieWithInit(StartUp& start_up);
StepResult ZygoteCloseInitSocket(StartUp& start_up);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_ZYGOTE_STEPS_H_
