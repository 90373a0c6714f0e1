#include "renderer/process/zygote_steps.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace bulkhead {

StepResult ZygoteDieWithInit(StartUp& start_up) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    return StepResult::Failed(errno, "PR_SET_PDEATHSIG");
  }
  // init may have died before that call. In a PID namespace the kernel has killed us then.
  if ((start_up.namespaces & CLONE_NEWPID) == 0 && ::getppid() != start_up.init_pid) {
    ::_exit(0);
  }
  return StepResult::Done();
}

StepResult ZygoteCloseInitSocket(StartUp&) {
  ::close(kInitSocket);
  return StepResult::Done();
}

}  // namespace bulkhead
