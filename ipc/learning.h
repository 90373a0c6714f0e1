// Learning mode (--sandbox-learn), where both programs speak of it.
#ifndef BULKHEAD_IPC_LEARNING_H_
#define BULKHEAD_IPC_LEARNING_H_

namespace bulkhead {

// The state of the layer seccomp then, as init says it and the browser knows it: there is a filter, and it stops nothing.
inline constexpr char kLearning[] = "learning: calls are logged, not stopped";

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_LEARNING_H_
