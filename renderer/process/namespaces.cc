#include "renderer/process/namespaces.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "renderer/process/clone.h"

namespace bulkhead {
namespace {

struct NamespaceLayer {
  const char* layer;
  uint64_t flag;
};

// "root" needs a mount namespace; it is applied when the root is empty, not when the namespace exists.
constexpr NamespaceLayer kLayers[] = {
    {"pid", CLONE_NEWPID}, {"net", CLONE_NEWNET}, {"ipc", CLONE_NEWIPC}, {"root", CLONE_NEWNS}};
// No layers of the sandbox: they hide the host's name and its cgroup paths, nothing more is claimed.
constexpr uint64_t kAlongside[] = {CLONE_NEWUTS, CLONE_NEWCGROUP};

uint64_t Wanted(StartUp& start_up) {
  if (LeftOut(start_up, "user", Need::kLayer)) {
    for (const NamespaceLayer& layer : kLayers) {
      start_up.layers.Set(layer.layer, start_up.off() ? "off" : "needs a user namespace");
    }
    return 0;
  }
  uint64_t flags = CLONE_NEWUSER;
  for (const NamespaceLayer& layer : kLayers) {
    if (!LeftOut(start_up, layer.layer, Need::kLayer)) {
      flags |= layer.flag;
    }
  }
  for (const uint64_t flag : kAlongside) {
    flags |= flag;
  }
  return flags;
}

// errno of unshare(flags) in a child; 0: the kernel gives them.
int TryInChild(uint64_t flags) {
  const pid_t pid = ::fork();
  if (pid < 0) {
    return errno;
  }
  if (pid == 0) {
    ::_exit(::unshare(static_cast<int>(flags)) == 0 ? 0 : errno);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

uint64_t GivenOf(StartUp& start_up, uint64_t wanted) {
  if (const int error = TryInChild(CLONE_NEWUSER); error != 0) {
    start_up.layers.Set("user", Explain("user namespaces refused", error));
    for (const NamespaceLayer& layer : kLayers) {
      start_up.layers.Set(layer.layer, "needs a user namespace");
    }
    return 0;
  }
  uint64_t given = CLONE_NEWUSER;
  for (const NamespaceLayer& layer : kLayers) {
    if ((wanted & layer.flag) == 0) {
      continue;
    }
    if (const int error = TryInChild(CLONE_NEWUSER | layer.flag); error != 0) {
      start_up.layers.Set(layer.layer, Explain("namespace refused", error));
    } else {
      given |= layer.flag;
    }
  }
  for (const uint64_t flag : kAlongside) {
    if ((wanted & flag) != 0 && TryInChild(CLONE_NEWUSER | flag) == 0) {
      given |= flag;
    }
  }
  return given;
}

}  // namespace

Result<pid_t> CloneInNamespaces(StartUp& start_up, UniqueFd& pidfd) {
  start_up.namespaces = Wanted(start_up);
  Result<pid_t> pid = CloneSibling(start_up.namespaces, pidfd);
  if (!pid && start_up.namespaces != 0 && !start_up.strict()) {
    start_up.namespaces = GivenOf(start_up, start_up.namespaces);
    pid = CloneSibling(start_up.namespaces, pidfd);
  }
  if (pid) {
    for (const NamespaceLayer& layer : kLayers) {
      if ((start_up.namespaces & layer.flag) != 0 && layer.flag != CLONE_NEWNS) {
        start_up.layers.Set(layer.layer, "applied");
      }
    }
  }
  return pid;
}

}  // namespace bulkhead
