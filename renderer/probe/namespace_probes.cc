// Namespaces, mounts and roots of its own.
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ipc/os/unique_fd.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

// A process that begins in a namespace of its own, and ends there at once.
template <unsigned long flag>
ProbeVerdict CloneInto(const ProbeTargets&) {
  const long pid = ::syscall(SYS_clone, flag | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (pid == 0) {
    ::_exit(0);
  }
  if (pid < 0) {
    return ProbeVerdict::Refused();
  }
  ::waitpid(static_cast<pid_t>(pid), nullptr, __WALL);
  return ProbeVerdict::Succeeded("a child in a new namespace");
}

template <int flag>
ProbeVerdict Unshare(const ProbeTargets&) {
  return ProbeVerdict::Of(::unshare(flag), "a new namespace");
}

ProbeVerdict Enter(const ProbeTargets&) {
  const UniqueFd itself(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
  if (!itself.valid()) {
    return ProbeVerdict::Refused();
  }
  return ProbeVerdict::Of(::setns(itself.get(), CLONE_NEWUTS), "setns is allowed");
}

ProbeVerdict ChangeRoot(const ProbeTargets&) {
  return ProbeVerdict::Of(::chroot("/"), "chroot is allowed");
}

// Where it succeeds the mount namespace is the compartment's own and goes with it.
ProbeVerdict Mount(const ProbeTargets&) {
  return ProbeVerdict::Of(::mount("probe", "/", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=4k"), "a new mount");
}

ProbeVerdict OpenFileSystem(const ProbeTargets&) {
  const UniqueFd context(static_cast<int>(::syscall(SYS_fsopen, "tmpfs", 1 /* FSOPEN_CLOEXEC */)));
  return ProbeVerdict::Of(context.get(), "a file system in the making");
}

ProbeVerdict OpenTree(const ProbeTargets&) {
  const UniqueFd tree(static_cast<int>(::syscall(SYS_open_tree, AT_FDCWD, "/", 1 /* OPEN_TREE_CLONE */ | O_CLOEXEC)));
  return ProbeVerdict::Of(tree.get(), "a copy of the tree of mounts");
}

constexpr Probe kProbes[] = {
    {"namespace.clone_user", CloneInto<CLONE_NEWUSER>},
    {"namespace.clone_pid", CloneInto<CLONE_NEWPID>},
    {"namespace.clone_net", CloneInto<CLONE_NEWNET>},
    {"namespace.clone_mount", CloneInto<CLONE_NEWNS>},
    {"namespace.clone_ipc", CloneInto<CLONE_NEWIPC>},
    {"namespace.clone_uts", CloneInto<CLONE_NEWUTS>},
    {"namespace.clone_cgroup", CloneInto<CLONE_NEWCGROUP>},
    {"namespace.unshare_user", Unshare<CLONE_NEWUSER>},
    {"namespace.unshare_pid", Unshare<CLONE_NEWPID>},
    {"namespace.unshare_net", Unshare<CLONE_NEWNET>},
    {"namespace.unshare_mount", Unshare<CLONE_NEWNS>},
    {"namespace.unshare_ipc", Unshare<CLONE_NEWIPC>},
    {"namespace.unshare_uts", Unshare<CLONE_NEWUTS>},
    {"namespace.unshare_cgroup", Unshare<CLONE_NEWCGROUP>},
    {"namespace.setns", Enter},
    {"namespace.chroot", ChangeRoot},
    {"namespace.mount", Mount},
    {"namespace.fsopen", OpenFileSystem},
    {"namespace.open_tree", OpenTree},
};

}  // namespace

std::span<const Probe> NamespaceProbes() { return kProbes; }

}  // namespace bulkhead
