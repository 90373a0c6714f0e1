#include "renderer/process/clone.h"

#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bulkhead {

Result<pid_t> CloneSibling(uint64_t namespaces, UniqueFd& pidfd) {
  // Where glibc keeps this thread's id. Without this the child keeps its maker's, and a thread of the child that is given
  // the same small number owns the recursive mutexes that the main thread has locked.
  int* tid_address = nullptr;
  if (::prctl(PR_GET_TID_ADDRESS, &tid_address) != 0) {
    return ErrnoError();
  }
  void* robust_list = nullptr;
  size_t robust_size = 0;
  ::syscall(SYS_get_robust_list, 0, &robust_list, &robust_size);

  int pidfd_number = -1;
  clone_args args{};
  args.flags = namespaces | CLONE_PARENT | CLONE_PIDFD | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
  args.pidfd = reinterpret_cast<uint64_t>(&pidfd_number);
  args.child_tid = reinterpret_cast<uint64_t>(tid_address);
  args.exit_signal = 0;  // CLONE_PARENT: the caller's own
  long pid = ::syscall(SYS_clone3, &args, sizeof(args));
  if (pid < 0 && errno == ENOSYS) {
    pid = ::syscall(SYS_clone, args.flags, nullptr, &pidfd_number, tid_address, 0);
  }
  if (pid < 0) {
    return ErrnoError();
  }
  if (pid == 0) {
    ::syscall(SYS_set_robust_list, robust_list, robust_size);
    return pid_t{0};
  }
  pidfd.Reset(pidfd_number);
  return static_cast<pid_t>(pid);
}

}  // namespace bulkhead
