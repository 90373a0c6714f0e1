#include <cerrno>

#include "browser/cli/probe/probe_groups.h"

namespace bulkhead {
namespace {

// The filter answers clone so: it comes before the limit, and a signal would be lost there.
const std::vector<ProbeStop> kAnotherProcess = {{"seccomp", EAGAIN}, {"rlimits", EAGAIN}};
const std::vector<ProbeStop> kProgram = {{"root", ENOENT}, {"landlock", EACCES}};
const std::vector<ProbeStop> kNewNamespace = {
    {"seccomp", EAGAIN}, {"capabilities", EPERM}, {"rlimits", EAGAIN}, {"user", ENOSPC}};
const std::vector<ProbeStop> kPrivileged = {{"capabilities", EPERM}};
// By number. A target that is not dumpable, or of another user namespace, is refused by ptrace's rules, a Landlock domain too.
const std::vector<ProbeStop> kByPid = {{"pid", ESRCH}};
const std::vector<ProbeStop> kIntoSibling = {{"pid", ESRCH}, {"landlock", EPERM}, {"dumpable", EPERM}};
const std::vector<ProbeStop> kIntoBrowser = {{"pid", ESRCH}, {"user", EPERM}, {"landlock", EPERM}};
const std::vector<ProbeStop> kSignal = {{"pid", ESRCH}, {"landlock", EPERM}};

}  // namespace

std::vector<ProbeAttempt> ProcessAttempts() {
  return {
      {"process.fork", "fork", {"clone"}, kAnotherProcess},
      {"process.vfork", "vfork", {"vfork"}, kAnotherProcess},
      {"process.clone3", "clone3", {"clone3"}, {{"seccomp", ENOSYS}, {"rlimits", EAGAIN}}},
      {"process.thread", "start another thread", {"clone"}, kAnotherProcess},
      {"process.library_thread", "the same by pthread_create", {}, {{"thread_guard", EAGAIN}}},
      {"process.exec", "become /bin/sh", {"execve"}, kProgram, true},
      {"process.exec_memory", "become a program in a memfd", {"memfd_create", "execveat"}, {{"landlock", EACCES}}, true,
       {"rlimits", "SIGXFSZ"}},
      {"process.exec_descriptor", "become what a descriptor holds", {"execveat"}, {{"descriptors", EACCES}}},
      {"process.set_user_id", "run a program of root's as root", {"newfstatat", "pipe2", "clone", "execve"},
       {{"root", ENOENT},
        {"seccomp", EAGAIN},
        {"rlimits", EAGAIN},
        {"landlock", EACCES},
        {"no_new_privs", kReachedNothing},
        {"user", kReachedNothing}}},

      {"neighbour.read_sibling", "read a sibling's memory", {"process_vm_readv"}, kIntoSibling},
      {"neighbour.read_browser", "read the browser's memory", {"process_vm_readv"}, kIntoBrowser},
      {"neighbour.ptrace", "trace a sibling", {"ptrace"}, kIntoSibling},
      {"neighbour.kill_sibling", "signal a sibling", {"kill"}, kSignal},
      {"neighbour.kill_browser", "signal the browser", {"kill"}, kSignal},
      {"neighbour.tgkill", "signal a sibling's thread", {"tgkill"}, kSignal},
      {"neighbour.kill_group", "signal its process group", {"kill"}, {{"process_group", kReachedNothing}, {"landlock", EPERM}}},
      {"neighbour.kill_all", "signal everybody", {"kill"}, kSignal},
      {"neighbour.pidfd_open", "hold a sibling by a handle", {"pidfd_open"}, kByPid},
      {"neighbour.take_of_sibling", "take a sibling's control channel", {"pidfd_open", "pidfd_getfd"}, kIntoSibling},
      {"neighbour.take_of_browser", "take a descriptor of the browser", {"pidfd_open", "pidfd_getfd"}, kIntoBrowser},
      {"neighbour.setpriority", "make a sibling slow", {"setpriority"}, kByPid},
      {"neighbour.setpriority_group", "make its process group slow", {"setpriority"}, {{"process_group", kReachedNothing}}},
      {"neighbour.prlimit", "read a sibling's limits", {"prlimit64"}, kByPid},

      {"namespace.clone_user", "a child in a user namespace", {"clone"}, kNewNamespace},
      {"namespace.clone_pid", "a child in a PID namespace", {"clone"}, kNewNamespace},
      {"namespace.clone_net", "a child in a network namespace", {"clone"}, kNewNamespace},
      {"namespace.clone_mount", "a child in a mount namespace", {"clone"}, kNewNamespace},
      {"namespace.clone_ipc", "a child in an IPC namespace", {"clone"}, kNewNamespace},
      {"namespace.clone_uts", "a child in a UTS namespace", {"clone"}, kNewNamespace},
      {"namespace.clone_cgroup", "a child in a cgroup namespace", {"clone"}, kNewNamespace},
      {"namespace.unshare_user", "a user namespace of its own", {"unshare"}, kPrivileged},
      {"namespace.unshare_pid", "a PID namespace of its own", {"unshare"}, kPrivileged},
      {"namespace.unshare_net", "a network namespace of its own", {"unshare"}, kPrivileged},
      {"namespace.unshare_mount", "a mount namespace of its own", {"unshare"}, kPrivileged},
      {"namespace.unshare_ipc", "an IPC namespace of its own", {"unshare"}, kPrivileged},
      {"namespace.unshare_uts", "a UTS namespace of its own", {"unshare"}, kPrivileged},
      {"namespace.unshare_cgroup", "a cgroup namespace of its own", {"unshare"}, kPrivileged},
      {"namespace.setns", "enter a namespace", {"pidfd_open", "setns"}, kPrivileged},
      {"namespace.chroot", "change its root", {"chroot"}, kPrivileged},
      {"namespace.mount", "mount a file system", {"mount"}, {{"landlock", EPERM}, {"capabilities", EPERM}, {"user", EPERM}}},
      {"namespace.fsopen", "prepare a file system", {"fsopen"}, kPrivileged},
      {"namespace.open_tree", "copy the tree of mounts", {"open_tree"}, kPrivileged},
  };
}

}  // namespace bulkhead
