// clone(2) of a whole process as a sibling of the caller, with what glibc's fork() would mend: the cached thread id and the
// robust list. The caller has one thread.
#ifndef BULKHEAD_RENDERER_PROCESS_CLONE_H_
#define BULKHEAD_RENDERER_PROCESS_CLONE_H_

#include <sys/types.h>

#include <cstdint>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// 0 in the child; in the caller the child's pid, in its PID namespace, and a pidfd of it. The child has the caller's parent
// (CLONE_PARENT), to whom its end is told with the signal that the caller's own end is told with. `namespaces`: CLONE_NEW…
// flags. clone(2) where the kernel or a filter answers clone3 with ENOSYS.
Result<pid_t> CloneSibling(uint64_t namespaces, UniqueFd& pidfd);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_CLONE_H_
