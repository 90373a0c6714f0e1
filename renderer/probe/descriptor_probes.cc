// Each descriptor that the process holds: what it is, and what can be done through it. Every change sets what is already so.
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "renderer/probe/held_descriptors.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

using Kind = HeldDescriptor::Kind;

// Not of the fixed set: 0 is /dev/null, 1 and 2 the log, 3 and 4 the channels; beside them only what the JavaScript engine
// and the threads hold, which is nobody else's.
bool IsStray(const HeldDescriptor& held) {
  constexpr int kLastLog = 2;
  constexpr int kControl = 3;
  constexpr int kFrames = 4;
  switch (held.kind) {
    case Kind::kNull:
      return held.fd != 0;
    case Kind::kPipe:
      return held.fd == 0 || held.fd > kLastLog || held.readable;
    case Kind::kSocket:
      return held.fd != kControl && held.fd != kFrames;
    case Kind::kRandom:
    case Kind::kMemory:
    case Kind::kAnonymous:
      return false;
    case Kind::kFile:
    case Kind::kDirectory:
    case Kind::kDevice:
      return true;
  }
  return true;
}

ProbeVerdict Set(const ProbeTargets& targets) {
  std::string all;
  std::string stray;
  const auto add = [](std::string* list, const std::string& text) { *list += (list->empty() ? "" : ", ") + text; };
  for (const HeldDescriptor& held : HeldDescriptors()) {
    const std::string text = std::to_string(held.fd) + " " + NameOf(held.kind);
    add(&all, text);
    if (IsStray(held)) {
      add(&stray, text);
    }
  }
  for (const int fd : targets.preparation.survive_exec) {
    if (fd != 0) {
      add(&stray, std::to_string(fd) + " would survive an exec");
    }
  }
  return stray.empty() ? ProbeVerdict::Nothing(all) : ProbeVerdict::Succeeded("beyond the fixed set: " + stray);
}

ProbeVerdict Above(const ProbeTargets&) {
  int error = 0;
  for (const int fd : HeldNumbers()) {
    const int above = ::openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (above >= 0) {
      ::close(above);
      return ProbeVerdict::Succeeded("above descriptor " + std::to_string(fd));
    }
    error = errno;
  }
  return ProbeVerdict::Refused(error);
}

// `attempt` on each. What only touches an object of its own is no way out.
template <class Attempt>
ProbeVerdict OnEach(Attempt attempt) {
  int error = 0;
  std::string own;
  for (const HeldDescriptor& held : HeldDescriptors()) {
    if (attempt(held.fd) < 0) {
      error = errno;
      continue;
    }
    const std::string text = std::to_string(held.fd) + " " + NameOf(held.kind);
    if (!held.own()) {
      return ProbeVerdict::Succeeded("on " + text);
    }
    own += (own.empty() ? "" : ", ") + text;
  }
  return own.empty() ? ProbeVerdict::Refused(error) : ProbeVerdict::Nothing("only on its own: " + own);
}

ProbeVerdict ChangeMode(const ProbeTargets&) {
  return OnEach([](int fd) {
    struct stat status{};
    StatOf(fd, &status);
    return ::fchmod(fd, status.st_mode & 07777);
  });
}

ProbeVerdict ChangeOwner(const ProbeTargets&) {
  return OnEach([](int fd) {
    struct stat status{};
    StatOf(fd, &status);
    return ::fchown(fd, status.st_uid, status.st_gid);
  });
}

ProbeVerdict ChangeTimes(const ProbeTargets&) {
  return OnEach([](int fd) {
    struct stat status{};
    StatOf(fd, &status);
    const timespec times[] = {status.st_atim, status.st_mtim};
    return ::futimens(fd, times);
  });
}

ProbeVerdict SetAttribute(const ProbeTargets&) {
  return OnEach([](int fd) {
    const int set = ::fsetxattr(fd, "user.bulkhead-probe", "", 0, 0);
    if (set == 0) {
      ::fremovexattr(fd, "user.bulkhead-probe");
    }
    return set;
  });
}

ProbeVerdict Lock(const ProbeTargets&) {
  return OnEach([](int fd) {
    const int locked = ::flock(fd, LOCK_EX | LOCK_NB);
    if (locked == 0) {
      ::flock(fd, LOCK_UN);
    }
    return locked;
  });
}

ProbeVerdict Lease(const ProbeTargets&) {
  return OnEach([](int fd) {
    const int leased = ::fcntl(fd, F_SETLEASE, F_RDLCK);
    if (leased == 0) {
      ::fcntl(fd, F_SETLEASE, F_UNLCK);
    }
    return leased;
  });
}

ProbeVerdict SetFlags(const ProbeTargets&) {
  return OnEach([](int fd) {
    int flags = 0;
    return ::ioctl(fd, FS_IOC_GETFLAGS, &flags) != 0 ? -1 : ::ioctl(fd, FS_IOC_SETFLAGS, &flags);
  });
}

// On sealed memory alone: a success is one too many, though it is the renderer's own copy.
template <class Attempt>
ProbeVerdict OnMemory(Attempt attempt, const char* text) {
  int error = 0;
  for (const HeldDescriptor& held : HeldDescriptors()) {
    if (held.kind != Kind::kMemory) {
      continue;
    }
    if (attempt(held.fd) >= 0) {
      return ProbeVerdict::Succeeded(std::string(text) + ": " + std::to_string(held.fd));
    }
    error = errno;
  }
  return error == 0 ? ProbeVerdict::NotTried("no memory is held as a descriptor") : ProbeVerdict::Refused(error);
}

ProbeVerdict Shrink(const ProbeTargets&) {
  return OnMemory([](int fd) { return ::ftruncate(fd, 0); }, "shrunk");
}

ProbeVerdict Grow(const ProbeTargets&) {
  return OnMemory(
      [](int fd) {
        struct stat status{};
        StatOf(fd, &status);
        return ::ftruncate(fd, status.st_size + 1);
      },
      "grown");
}

ProbeVerdict Seal(const ProbeTargets&) {
  return OnMemory([](int fd) { return ::fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE); }, "sealed once more");
}

constexpr Probe kProbes[] = {
    {"descriptor.set", Set},         {"descriptor.above", Above},      {"descriptor.chmod", ChangeMode},
    {"descriptor.chown", ChangeOwner}, {"descriptor.times", ChangeTimes}, {"descriptor.xattr", SetAttribute},
    {"descriptor.flock", Lock},      {"descriptor.lease", Lease},      {"descriptor.flags", SetFlags},
    {"descriptor.shrink", Shrink},   {"descriptor.grow", Grow},        {"descriptor.seal", Seal},
};

}  // namespace

std::span<const Probe> DescriptorProbes() { return kProbes; }

}  // namespace bulkhead
