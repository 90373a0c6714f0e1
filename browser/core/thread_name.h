// The name of a thread that another PID namespace knows by a number, from the texts of /proc/PID/task/TID/status.
#ifndef BULKHEAD_BROWSER_CORE_THREAD_NAME_H_
#define BULKHEAD_BROWSER_CORE_THREAD_NAME_H_

#include <string>

#include "browser/core/sandbox_check.h"

namespace bulkhead {

// `process` and `thread`: as one and the same namespace numbers the process and the thread. Sanitised, as it is the
// process's own word; empty: there is no such thread.
std::string NameOfThread(const SandboxSight& sight, int process, int thread);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_THREAD_NAME_H_
