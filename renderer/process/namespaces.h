// The compartment's namespaces: which are wanted, which the kernel gives, and init made in them.
#ifndef BULKHEAD_RENDERER_PROCESS_NAMESPACES_H_
#define BULKHEAD_RENDERER_PROCESS_NAMESPACES_H_

#include <sys/types.h>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"
#include "renderer/process/start_up.h"

namespace bulkhead {

// 0 in init. Strict: every namespace whose layer is not left out, or the kernel's error. Best-effort: those that the
// kernel gives, each tried by doing; the others' layers say why not. Off: none. Sets start_up.namespaces in both.
Result<pid_t> CloneInNamespaces(StartUp& start_up, UniqueFd& pidfd);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_NAMESPACES_H_
