#include "renderer/process/init_steps.h"

#include <elf.h>
#include <link.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ipc/message_table.h"
#include "renderer/crash/crash_handler.h"
#include "renderer/process/children.h"
#include "renderer/process/proc_files.h"
#include "renderer/process/process_check.h"
#include "renderer/sandbox/library_warm_up.h"
#include "renderer/sandbox/thread_guard.h"

namespace bulkhead {
namespace {

// The id that everything in the compartment sees itself as.
constexpr const char* kInnerId = "65534 ";

StepResult Write(const char* path, const std::string& text) {
  if (Result<void> written = WriteProcFile(path, text); !written) {
    return StepResult::Failed(written.error().value(), path);
  }
  return StepResult::Done();
}

int AddModule(dl_phdr_info* info, size_t, void* into) {
  auto& modules = *static_cast<std::vector<spawn::Module>*>(into);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD || (header.p_flags & PF_X) == 0) {
      continue;
    }
    spawn::Module& module = modules.emplace_back();
    module.set_path(info->dlpi_name);
    module.set_base(info->dlpi_addr);
    module.set_begin(info->dlpi_addr + header.p_vaddr);
    module.set_end(info->dlpi_addr + header.p_vaddr + header.p_memsz);
  }
  return 0;
}

}  // namespace

StepResult InitDieWithBrowser(StartUp& start_up) {
  ::prctl(PR_SET_NAME, "bh-init");
  start_up.init_pid = ::getpid();
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    return StepResult::Failed(errno, "PR_SET_PDEATHSIG");
  }
  // getppid() is 0 here whether the browser lives or not; the socket knows.
  pollfd end{kInitSocket, POLLRDHUP, 0};
  if (::poll(&end, 1, 0) > 0 && (end.revents & (POLLRDHUP | POLLHUP)) != 0) {
    ::_exit(0);
  }
  return StepResult::Done();
}

StepResult MapIdentity(StartUp& start_up) {
  if ((start_up.namespaces & CLONE_NEWUSER) == 0) {
    return StepResult::Skipped("needs a user namespace");
  }
  // A kernel before 3.19 has no such file; the others want it before an unprivileged gid_map.
  if (StepResult denied = Write("/proc/self/setgroups", "deny"); denied.kind == StepResult::Kind::kFailed) {
    return denied;
  }
  const std::string uid = kInnerId + std::to_string(start_up.outer_uid) + " 1";
  if (StepResult mapped = Write("/proc/self/uid_map", uid); mapped.kind == StepResult::Kind::kFailed) {
    return mapped;
  }
  return Write("/proc/self/gid_map", kInnerId + std::to_string(start_up.outer_gid) + " 1");
}

StepResult WarmUp(StartUp& start_up) {
  ::tzset();
  MessageContracts();
  MaxPid();
  PrepareThreadGuard();
  PrepareCrashHandlers();
  WarmUpCLibrary();
  std::string error;
  start_up.engine = PageEngine::Create(&error);
  if (!start_up.engine) {
    return StepResult::Failed(0, error);
  }
  start_up.engine->WarmUp();
  if (start_up.config.probing()) {
    // Once, not in each renderer: it takes longer than a whole start-up. Without /proc that attempt is not made.
    if (const Result<std::string> maps = ReadProcFile("/proc/self/maps")) {
      start_up.probed_memory = ThisMemory(*maps);
    }
  }
  return StepResult::Done();
}

StepResult ListModules(StartUp& start_up) {
  ::dl_iterate_phdr(&AddModule, &start_up.modules);
  char program[4096];
  const ssize_t length = ::readlink("/proc/self/exe", program, sizeof(program));
  for (spawn::Module& module : start_up.modules) {
    if (module.path().empty() && length > 0) {
      module.set_path(std::string(program, static_cast<size_t>(length)));
    }
  }
  return StepResult::Done();
}

StepResult CheckWarmProcess(StartUp& start_up) {
  Result<ProcessCheck> check = CheckProcess(kZygoteSocket, start_up.landlock.get());
  if (!check) {
    return StepResult::Failed(check.error().value(), "/proc/self");
  }
  start_up.engine_descriptors = check->kept;
  start_up.mapped_bytes = check->mapped_bytes;
  if (check->threads != 1) {
    return StepResult::Failed(0, std::to_string(check->threads) + " threads after the warm-up: a fork would lose them");
  }
  if (!check->writable_code.empty()) {
    return StepResult::Failed(0, "writable and executable: " + check->writable_code);
  }
  if (!check->forbidden.empty()) {
    return StepResult::Failed(0, "left open by the warm-up: " + check->forbidden);
  }
  return StepResult::Done();
}

StepResult HideHostName(StartUp& start_up) {
  if ((start_up.namespaces & CLONE_NEWUTS) == 0) {
    return StepResult::Skipped("no namespace of its own");
  }
  // The new namespace is a copy: it still has the host's name.
  if (::sethostname("bulkhead", 8) != 0) {
    return StepResult::Failed(errno, "sethostname");
  }
  return StepResult::Done();
}

StepResult EmptyRoot(StartUp& start_up) {
  if ((start_up.namespaces & CLONE_NEWNS) == 0) {
    return StepResult::Skipped("needs a mount namespace");
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return StepResult::Failed(errno, "make mounts private");
  }
  constexpr unsigned long kFlags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  // Two inodes: the root and none more. Which directory it covers matters not, but it must exist.
  constexpr const char* kShape = "mode=0555,size=4k,nr_inodes=2";
  const char* place = nullptr;
  for (const char* candidate : {"/tmp", "/proc", "/dev", "/usr"}) {
    if (::mount("bulkhead", candidate, "tmpfs", kFlags, kShape) == 0) {
      place = candidate;
      break;
    }
    if (errno != ENOENT && errno != ENOTDIR) {
      return StepResult::Failed(errno, "mount an empty root");
    }
  }
  if (place == nullptr) {
    return StepResult::Failed(ENOENT, "no directory to mount the empty root on");
  }
  if (::chdir(place) != 0 || ::syscall(SYS_pivot_root, ".", ".") != 0) {
    return StepResult::Failed(errno, "pivot_root");
  }
  // Old and new root are stacked on one mount point now; the upper one goes.
  if (::umount2(".", MNT_DETACH) != 0) {
    return StepResult::Failed(errno, "umount2 of the old root");
  }
  if (::chdir("/") != 0) {
    return StepResult::Failed(errno, "chdir");
  }
  if (::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_RDONLY | kFlags, kShape) != 0) {
    return StepResult::Failed(errno, "make the root read-only");
  }
  return StepResult::Done();
}

StepResult BecomeReaper(StartUp& start_up) {
  if ((start_up.namespaces & CLONE_NEWPID) == 0 && ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
    return StepResult::Failed(errno, "PR_SET_CHILD_SUBREAPER");
  }
  return StepResult::Done();
}

}  // namespace bulkhead
