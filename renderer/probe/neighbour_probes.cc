// Other processes: the planted sibling, the browser, everybody. Signals are the number 0, which tests and does nothing.
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/os/unique_fd.h"
#include "ipc/probe_canary.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

// Numbers that small are this process's own threads where it is PID 1.
constexpr pid_t kOwnThreads = 64;

// In a PID namespace of its own a number from outside may be its own by chance: nothing would be told by it.
bool MeansItself(pid_t pid) {
  return ::getpid() == 1 && pid <= kOwnThreads;
}

template <class Try>
ProbeVerdict At(pid_t pid, Try attempt) {
  if (pid <= 0) {
    return ProbeVerdict::NotTried("nothing was planted");
  }
  if (MeansItself(pid)) {
    return ProbeVerdict::Refused(ESRCH, "the number means this process itself");
  }
  return attempt(pid);
}

ProbeVerdict ReadFrom(pid_t pid, uint64_t address, const char* text) {
  return At(pid, [address, text](pid_t target) {
    uint64_t word = 0;
    const iovec local{&word, sizeof(word)};
    const iovec remote{reinterpret_cast<void*>(address), sizeof(word)};
    return ProbeVerdict::Of(::syscall(SYS_process_vm_readv, target, &local, 1UL, &remote, 1UL, 0UL), text);
  });
}

ProbeVerdict ReadSibling(const ProbeTargets& targets) {
  // Children of one zygote have one layout: what stands here stands there.
  static const uint64_t here = 1;
  return ReadFrom(targets.sibling, reinterpret_cast<uint64_t>(&here), "the sibling's memory");
}

ProbeVerdict ReadBrowser(const ProbeTargets& targets) {
  return ReadFrom(targets.browser, targets.secret_address, "the browser's memory, where its secret is");
}

ProbeVerdict Trace(const ProbeTargets& targets) {
  return At(targets.sibling, [](pid_t pid) {
    if (::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) != 0) {
      return ProbeVerdict::Refused();
    }
    // Only a stopped process can be let go.
    ::ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr);
    ::waitpid(pid, nullptr, __WALL);
    ::ptrace(PTRACE_DETACH, pid, nullptr, nullptr);
    return ProbeVerdict::Succeeded("the sibling was traced, and let go");
  });
}

ProbeVerdict KillSibling(const ProbeTargets& targets) {
  return At(targets.sibling, [](pid_t pid) { return ProbeVerdict::Of(::kill(pid, 0), "the sibling could be killed"); });
}

ProbeVerdict KillBrowser(const ProbeTargets& targets) {
  return At(targets.browser, [](pid_t pid) { return ProbeVerdict::Of(::kill(pid, 0), "the browser could be killed"); });
}

ProbeVerdict KillThread(const ProbeTargets& targets) {
  return At(targets.sibling, [](pid_t pid) {
    return ProbeVerdict::Of(::syscall(SYS_tgkill, pid, pid, 0), "the sibling's main thread could be signalled");
  });
}

// Groups cross PID namespaces: one whose leader is not this process holds others.
ProbeVerdict KillGroup(const ProbeTargets& targets) {
  if (::kill(0, 0) != 0) {
    return ProbeVerdict::Refused();
  }
  return targets.preparation.leads_group ? ProbeVerdict::Nothing("its group is this process alone")
                                   : ProbeVerdict::Succeeded("others are in its process group");
}

ProbeVerdict KillAll(const ProbeTargets&) {
  return ProbeVerdict::Of(::kill(-1, 0), "others could be killed");
}

ProbeVerdict Pidfd(const ProbeTargets& targets) {
  return At(targets.sibling, [](pid_t pid) {
    const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    return ProbeVerdict::Of(pidfd.get(), "a handle of the sibling");
  });
}

ProbeVerdict TakeDescriptor(pid_t target, int number, const char* text) {
  return At(target, [number, text](pid_t pid) {
    const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!pidfd.valid()) {
      return ProbeVerdict::Refused();
    }
    const UniqueFd taken(static_cast<int>(::syscall(SYS_pidfd_getfd, pidfd.get(), number, 0)));
    return ProbeVerdict::Of(taken.get(), text);
  });
}

ProbeVerdict TakeOfSibling(const ProbeTargets& targets) {
  constexpr int kControl = 3;
  return TakeDescriptor(targets.sibling, kControl, "the sibling's control channel");
}

ProbeVerdict TakeOfBrowser(const ProbeTargets& targets) {
  return TakeDescriptor(targets.browser, STDERR_FILENO, "the browser's stderr");
}

ProbeVerdict Starve(const ProbeTargets& targets) {
  return At(targets.sibling, [](pid_t pid) {
    return ProbeVerdict::Of(::setpriority(PRIO_PROCESS, static_cast<id_t>(pid), 19), "the sibling was made slow");
  });
}

ProbeVerdict StarveGroup(const ProbeTargets& targets) {
  if (!targets.preparation.leads_group) {
    return ProbeVerdict::NotTried("would slow down others without process_group");
  }
  return ::setpriority(PRIO_PGRP, 0, 19) == 0 ? ProbeVerdict::Nothing("its group is this process alone")
                                               : ProbeVerdict::Refused();
}

ProbeVerdict Limits(const ProbeTargets& targets) {
  return At(targets.sibling, [](pid_t pid) {
    rlimit limit{};
    return ProbeVerdict::Of(::prlimit(pid, RLIMIT_CORE, nullptr, &limit), "the sibling's limits");
  });
}

constexpr Probe kProbes[] = {
    {"neighbour.read_sibling", ReadSibling}, {"neighbour.read_browser", ReadBrowser},
    {"neighbour.ptrace", Trace},             {"neighbour.kill_sibling", KillSibling},
    {"neighbour.kill_browser", KillBrowser}, {"neighbour.tgkill", KillThread},
    {"neighbour.kill_group", KillGroup},     {"neighbour.kill_all", KillAll},
    {"neighbour.pidfd_open", Pidfd},         {"neighbour.take_of_sibling", TakeOfSibling},
    {"neighbour.take_of_browser", TakeOfBrowser}, {"neighbour.setpriority", Starve},
    {"neighbour.setpriority_group", StarveGroup}, {"neighbour.prlimit", Limits},
};

}  // namespace

std::span<const Probe> NeighbourProbes() { return kProbes; }

}  // namespace bulkhead
