#include <cerrno>

#include "browser/cli/probe/probe_groups.h"

namespace bulkhead {

std::vector<ProbeAttempt> KernelAttempts() {
  return {
      {"code.mmap_rwx", "map memory to write and to execute", {"mmap"}, {}},
      {"code.mmap_memfd", "map a memfd to execute", {"memfd_create", "mmap"}, {}, false, {"rlimits", "SIGXFSZ"}},
      {"code.mprotect", "make code of what was written", {"mprotect"}, {}},
      {"code.pkey_mprotect", "the same with a protection key", {"pkey_mprotect"}, {}},
      {"code.personality", "make all that is readable executable", {"personality"}, {}},
      {"code.remap_file_pages", "put pages in another order", {"mmap", "remap_file_pages"}, {}},

      {"kernel.bpf", "make a BPF map", {"bpf"}, {{"capabilities", EPERM}}},
      {"kernel.io_uring", "make an io_uring", {"io_uring_setup"}, {}},
      {"kernel.userfaultfd", "handle its own page faults", {"userfaultfd"}, {}},
      {"kernel.perf_event", "count events of the processor", {"perf_event_open"}, {}},
      {"kernel.keyctl", "find its session's keyring", {"keyctl"}, {}},
      {"kernel.add_key", "keep a key in the kernel", {"add_key"}, {}},
      {"kernel.init_module", "load a module", {"init_module"}, {{"capabilities", EPERM}}},
      {"kernel.log", "read the kernel's log", {"syslog"}, {{"capabilities", EPERM}}},
      {"kernel.inotify", "watch files", {"inotify_init1"}, {}},
      {"kernel.timer_create", "make a timer of the kernel's", {"timer_create"}, {}},
      {"kernel.shm_of_browser", "attach the browser's shared memory", {"shmat"}, {{"ipc", EINVAL}, {"ipc", EIDRM}}},
      {"kernel.shmget", "make shared memory", {"shmget"}, {}},
      {"kernel.msgget", "make a message queue", {"msgget"}, {}},
      {"kernel.set_dumpable", "let others look into it again", {"prctl"}, {}},

      // A kernel that is built or started without these calls faults.
      {"abi.int80", "call by the 32-bit table", {"*"}, {}, false, {"kernel", "SIGSEGV"}},
      {"abi.x32", "call by the x32 table", {"*"}, {}},
      {"abi.dirty_mmap", "map code, the upper half of an argument dirty", {"mmap"}, {}},
      {"abi.dirty_socket", "open a socket, the upper half of an argument dirty", {"socket"}, {}},
      {"abi.dirty_prctl", "be dumpable, the upper half of an argument dirty", {"prctl"}, {}},
      {"abi.sigsys_blocked", "block SIGSYS, then make a forbidden call", {"*"}, {}},
      {"abi.sigsys_ignored", "ignore SIGSYS, then make a forbidden call", {"*"}, {}},
  };
}

}  // namespace bulkhead
