// System calls on a pidfd that the C library does not have.
#ifndef BULKHEAD_BROWSER_COMPARTMENT_PIDFD_H_
#define BULKHEAD_BROWSER_COMPARTMENT_PIDFD_H_

#include <sys/types.h>

#include <string>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// ESRCH: nobody has that pid any more.
Result<UniqueFd> OpenPidfd(pid_t pid);
// Quiet where the process is gone already.
void SignalPidfd(int pidfd, int signal);
void KillPidfd(int pidfd);
// The process is dead (all its threads are), reaped or not.
bool HasEnded(int pidfd);
// The process's pid in this process's PID namespace; 0 when it was reaped or /proc does not tell.
pid_t PidOfPidfd(int pidfd);

// How a dead process ended, as wait(2) says it, asked of its pidfd by whoever may hold that: once its parent has reaped it.
// Errors: ESRCH: it is not reaped, or the kernel kept nothing; ENOTTY or EINVAL: a kernel before 6.15.
Result<int> WaitStatusOfReaped(int pidfd);

struct Reaped {
  bool done = false;      // nothing is left to wait for
  bool known = false;     // `status` is the process's; false: somebody else reaped it
  int status = 0;         // as wait(2)
};
// Never waits. Done with unknown status where the application reaped our child (wait(-1), SIGCHLD ignored).
Reaped ReapPidfd(int pidfd);
// Any child in process group `group`; done when there is none.
Reaped ReapGroup(pid_t group);
// "init was killed by signal 9 (Killed)".
std::string DescribeEnd(const char* who, const Reaped& reaped);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_COMPARTMENT_PIDFD_H_
