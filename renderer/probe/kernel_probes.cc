// What a page never needs of the kernel. What succeeds is closed or removed at once.
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ipc/os/unique_fd.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

ProbeVerdict OfDescriptor(long fd, const char* text) {
  const UniqueFd owned(static_cast<int>(fd));
  return ProbeVerdict::Of(owned.get(), text);
}

ProbeVerdict Bpf(const ProbeTargets&) {
  bpf_attr attributes{};
  attributes.map_type = BPF_MAP_TYPE_ARRAY;
  attributes.key_size = 4;
  attributes.value_size = 4;
  attributes.max_entries = 1;
  return OfDescriptor(::syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)), "a BPF map");
}

ProbeVerdict IoUring(const ProbeTargets&) {
  io_uring_params params{};
  return OfDescriptor(::syscall(SYS_io_uring_setup, 1, &params), "an io_uring");
}

ProbeVerdict Userfaultfd(const ProbeTargets&) {
  return OfDescriptor(::syscall(SYS_userfaultfd, O_CLOEXEC | 1 /* UFFD_USER_MODE_ONLY */), "page faults in its own hands");
}

ProbeVerdict Perf(const ProbeTargets&) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_TASK_CLOCK;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  return OfDescriptor(::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0), "a performance counter");
}

// Asks for the number of its session's keyring, makes none.
ProbeVerdict Keyctl(const ProbeTargets&) {
  return ProbeVerdict::Of(::syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0), "a keyring");
}

// Into the process's own keyring, which ends with it.
ProbeVerdict AddKey(const ProbeTargets&) {
  return ProbeVerdict::Of(::syscall(SYS_add_key, "user", "bulkhead-probe", "x", 1, KEY_SPEC_PROCESS_KEYRING), "a key");
}

ProbeVerdict InitModule(const ProbeTargets&) {
  // There is no module: a kernel that looked for one would have loaded it. ENOSYS: it knows no modules.
  ::syscall(SYS_init_module, nullptr, 0, "");
  return errno == EPERM || errno == ENOSYS ? ProbeVerdict::Refused() : ProbeVerdict::Succeeded("it may load modules");
}

ProbeVerdict KernelLog(const ProbeTargets&) {
  constexpr int kReadAll = 3;  // SYSLOG_ACTION_READ_ALL: takes nothing away
  char text[16];
  return ProbeVerdict::Of(::klogctl(kReadAll, text, sizeof(text)), "the kernel's log");
}

ProbeVerdict Inotify(const ProbeTargets&) {
  return OfDescriptor(::inotify_init1(IN_CLOEXEC), "a watch on files");
}

ProbeVerdict Timer(const ProbeTargets&) {
  sigevent event{};
  event.sigev_notify = SIGEV_NONE;
  timer_t timer{};
  // Not the library's, which may make a thread for it.
  const long made = ::syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &timer);
  return ProbeVerdict::Of(made, "a timer of the kernel's");
}

ProbeVerdict SharedMemory(const ProbeTargets& targets) {
  if (targets.shared_memory < 0) {
    return ProbeVerdict::NotTried("no shared memory could be planted");
  }
  void* memory = ::shmat(targets.shared_memory, nullptr, SHM_RDONLY);
  if (memory == reinterpret_cast<void*>(-1)) {
    return ProbeVerdict::Refused();
  }
  ::shmdt(memory);
  return ProbeVerdict::Succeeded("the browser's shared memory");
}

ProbeVerdict MakeSharedMemory(const ProbeTargets&) {
  const int id = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  if (id >= 0) {
    ::shmctl(id, IPC_RMID, nullptr);
  }
  return ProbeVerdict::Of(id, "shared memory, removed again");
}

ProbeVerdict MessageQueue(const ProbeTargets&) {
  const int id = ::msgget(IPC_PRIVATE, IPC_CREAT | 0600);
  if (id >= 0) {
    ::msgctl(id, IPC_RMID, nullptr);
  }
  return ProbeVerdict::Of(id, "a message queue, removed again");
}

// With it others could look into the process again.
ProbeVerdict Dumpable(const ProbeTargets&) {
  return ProbeVerdict::Of(::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "it is dumpable again");
}

constexpr Probe kProbes[] = {
    {"kernel.bpf", Bpf},
    {"kernel.io_uring", IoUring},
    {"kernel.userfaultfd", Userfaultfd},
    {"kernel.perf_event", Perf},
    {"kernel.keyctl", Keyctl},
    {"kernel.add_key", AddKey},
    {"kernel.init_module", InitModule},
    {"kernel.log", KernelLog},
    {"kernel.inotify", Inotify},
    {"kernel.timer_create", Timer},
    {"kernel.shm_of_browser", SharedMemory},
    {"kernel.shmget", MakeSharedMemory},
    {"kernel.msgget", MessageQueue},
    {"kernel.set_dumpable", Dumpable},
};

}  // namespace

std::span<const Probe> KernelProbes() { return kProbes; }

}  // namespace bulkhead
