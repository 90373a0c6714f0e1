// /proc: this process's own files, other processes', the kernel's.
#include <fcntl.h>
#include <unistd.h>

#include "renderer/probe/held_descriptors.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

ProbeVerdict Open(const std::string& path, int flags) {
  const int fd = ::openat(AT_FDCWD, path.c_str(), flags | O_CLOEXEC);
  if (fd >= 0) {
    ::close(fd);
  }
  return ProbeVerdict::Of(fd, path + " was opened");
}

ProbeVerdict Environment(const ProbeTargets&) {
  return Open("/proc/self/environ", O_RDONLY);
}

ProbeVerdict Maps(const ProbeTargets&) {
  return Open("/proc/self/maps", O_RDONLY);
}

ProbeVerdict Memory(const ProbeTargets&) {
  return Open("/proc/self/mem", O_RDWR);
}

// Opened, not written: where it opens, the process could make itself the last to be killed. A process that is not dumpable
// does not own its own files here.
ProbeVerdict OomScore(const ProbeTargets&) {
  return Open("/proc/self/oom_score_adj", O_WRONLY);
}

ProbeVerdict Sibling(const ProbeTargets& targets) {
  return Open("/proc/" + std::to_string(targets.sibling) + "/mem", O_RDONLY);
}

ProbeVerdict Browser(const ProbeTargets& targets) {
  return Open("/proc/" + std::to_string(targets.browser) + "/environ", O_RDONLY);
}

ProbeVerdict Kernel(const ProbeTargets&) {
  return Open("/proc/sys/kernel/hostname", O_RDONLY);
}

ProbeVerdict Program(const ProbeTargets&) {
  char path[256];
  return ProbeVerdict::Of(::readlinkat(AT_FDCWD, "/proc/self/exe", path, sizeof(path)), "where the program stands");
}

// A pipe's write end that is opened again for reading, a sealed file for writing.
ProbeVerdict Reopen(const ProbeTargets&) {
  int error = 0;
  for (const int fd : HeldNumbers()) {
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    const int again = ::openat(AT_FDCWD, path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (again >= 0) {
      ::close(again);
      return ProbeVerdict::Succeeded(path + " was opened for writing");
    }
    error = errno;
  }
  return ProbeVerdict::Refused(error);
}

constexpr Probe kProbes[] = {
    {"proc.environ", Environment}, {"proc.maps", Maps},       {"proc.memory", Memory},
    {"proc.oom_score", OomScore},  {"proc.sibling", Sibling}, {"proc.browser", Browser},
    {"proc.kernel", Kernel},       {"proc.program", Program}, {"proc.reopen", Reopen},
};

}  // namespace

std::span<const Probe> ProcProbes() { return kProbes; }

}  // namespace bulkhead
