// Stage 0: the spawned program until init exists. Too short-lived to be anything but a list of steps.
#ifndef BULKHEAD_RENDERER_PROCESS_STAGE_ZERO_H_
#define BULKHEAD_RENDERER_PROCESS_STAGE_ZERO_H_

namespace bulkhead {

[[noreturn]] void RunStageZero();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_STAGE_ZERO_H_
