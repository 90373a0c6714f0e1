// The wait status of a child, from what waitid(2) says of it.
#ifndef BULKHEAD_IPC_OS_WAIT_STATUS_H_
#define BULKHEAD_IPC_OS_WAIT_STATUS_H_

#include <signal.h>
#include <sys/wait.h>

namespace bulkhead {

// `info` of a child that has ended. As wait4(2) would have it: for WIFEXITED() and its like.
inline int WaitStatusOf(const siginfo_t& info) {
  switch (info.si_code) {
    case CLD_EXITED:
      return W_EXITCODE(info.si_status, 0);
    case CLD_DUMPED:
      return info.si_status | WCOREFLAG;
    default:
      return info.si_status;
  }
}

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_WAIT_STATUS_H_
