// Files by path: reading, listing, making.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstring>

#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

ProbeVerdict Read(const char* path) {
  const int fd = ::openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return ProbeVerdict::Refused();
  }
  char bytes[64];
  const ssize_t got = ::read(fd, bytes, sizeof(bytes));
  ::close(fd);
  return ProbeVerdict::Of(got, std::string(path) + " was read");
}

ProbeVerdict Passwd(const ProbeTargets&) {
  return Read("/etc/passwd");
}

// The root's own ".." is the root: what counts is whether anything stands above.
ProbeVerdict Above(const ProbeTargets&) {
  return Read("../../../../../../../../etc/passwd");
}

ProbeVerdict ListRoot(const ProbeTargets&) {
  const int fd = ::openat(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return ProbeVerdict::Refused();
  }
  alignas(8) char entries[4096];
  const long got = ::syscall(SYS_getdents64, fd, entries, sizeof(entries));
  ::close(fd);
  if (got < 0) {
    return ProbeVerdict::Refused();
  }
  for (long at = 0; at < got;) {
    const auto* entry = reinterpret_cast<const dirent64*>(entries + at);
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0) {
      return ProbeVerdict::Succeeded("it holds " + std::string(entry->d_name));
    }
    at += entry->d_reclen;
  }
  return ProbeVerdict::Nothing("an empty directory");
}

ProbeVerdict Stat(const ProbeTargets&) {
  struct stat status{};
  return ProbeVerdict::Of(::fstatat(AT_FDCWD, "/etc/passwd", &status, 0), "size and times of /etc/passwd");
}

ProbeVerdict ChangeDirectory(const ProbeTargets&) {
  return ProbeVerdict::Of(::chdir("/etc"), "standing in /etc");
}

ProbeVerdict Device(const ProbeTargets&) {
  const int fd = ::openat(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC);
  if (fd >= 0) {
    ::close(fd);
  }
  return ProbeVerdict::Of(fd, "/dev/null was opened");
}

// `make` in places where everybody may write, the root last; `remove` at once what was made.
template <class Make>
ProbeVerdict MakeSomewhere(Make make, int remove_flags) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  const std::string name =
      "bulkhead-probe-" + std::to_string(::getpid()) + "-" + std::to_string(now.tv_sec * 1'000'000'000 + now.tv_nsec);
  for (const char* directory : {"/tmp/", "/var/tmp/", "/dev/shm/", "/"}) {
    const std::string path = directory + name;
    if (make(path.c_str()) >= 0) {
      ::unlinkat(AT_FDCWD, path.c_str(), remove_flags);
      return ProbeVerdict::Succeeded("made in " + std::string(directory) + " and removed again");
    }
  }
  return ProbeVerdict::Refused();
}

ProbeVerdict Create(const ProbeTargets&) {
  return MakeSomewhere(
      [](const char* path) {
        const int fd = ::openat(AT_FDCWD, path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
        return fd < 0 ? fd : ::close(fd);
      },
      0);
}

ProbeVerdict MakeDirectory(const ProbeTargets&) {
  return MakeSomewhere([](const char* path) { return ::mkdirat(AT_FDCWD, path, 0700); }, AT_REMOVEDIR);
}

ProbeVerdict MakeNode(const ProbeTargets&) {
  return MakeSomewhere([](const char* path) { return ::mknodat(AT_FDCWD, path, S_IFIFO | 0600, 0); }, 0);
}

ProbeVerdict MakeLink(const ProbeTargets&) {
  return MakeSomewhere([](const char* path) { return ::symlinkat("/etc/passwd", AT_FDCWD, path); }, 0);
}

// Never has a name, so nothing is to be removed.
ProbeVerdict Nameless(const ProbeTargets&) {
  for (const char* directory : {"/tmp", "/var/tmp", "/dev/shm", "/"}) {
    const int fd = ::openat(AT_FDCWD, directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
      ::close(fd);
      return ProbeVerdict::Succeeded("made in " + std::string(directory));
    }
  }
  return ProbeVerdict::Refused();
}

constexpr Probe kProbes[] = {
    {"file.read", Passwd},        {"file.above", Above},     {"file.list_root", ListRoot}, {"file.stat", Stat},
    {"file.chdir", ChangeDirectory}, {"file.device", Device}, {"file.create", Create},      {"file.mkdir", MakeDirectory},
    {"file.mknod", MakeNode},     {"file.symlink", MakeLink}, {"file.tmpfile", Nameless},
};

}  // namespace

std::span<const Probe> FileProbes() { return kProbes; }

}  // namespace bulkhead
