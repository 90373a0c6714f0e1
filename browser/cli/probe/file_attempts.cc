#include <cerrno>

#include "browser/cli/probe/probe_groups.h"

namespace bulkhead {
namespace {

// An object that is nobody else's: a sealed copy, a pipe or a socket made for this renderer.
constexpr ProbeStop kOwnObjects = {"descriptors", kReachedNothing};

// By path, for reading.
const std::vector<ProbeStop> kReading = {{"landlock", EACCES}, {"root", ENOENT}, {"root", EACCES}};
// Making something.
const std::vector<ProbeStop> kMaking = {{"root", EROFS}, {"root", ENOENT}, {"landlock", EACCES}};
// What the process is not dumpable for, beside.
const std::vector<ProbeStop> kProc = {{"root", ENOENT}, {"landlock", EACCES}, {"dumpable", EACCES}};
const std::vector<ProbeStop> kNumbers = {{"root", ENOENT}, {"pid", ENOENT}, {"landlock", EACCES}, {"dumpable", EACCES}};

}  // namespace

std::vector<ProbeAttempt> FileAttempts() {
  return {
      {"file.read", "read /etc/passwd", {"openat"}, kReading},
      {"file.above", "read what stands above the root", {"openat"}, kReading},
      {"file.list_root", "list /", {"openat"}, {{"landlock", EACCES}, {"root", kReachedNothing}}},
      {"file.stat", "ask for size and times of /etc/passwd", {"newfstatat"}, {{"root", ENOENT}}},
      {"file.chdir", "go to /etc", {"chdir"}, {{"root", ENOENT}}},
      {"file.device", "open /dev/null again", {"openat"}, kReading},
      {"file.create", "create a file", {"openat"}, kMaking},
      {"file.mkdir", "make a directory", {"mkdirat"}, kMaking},
      {"file.mknod", "make a FIFO", {"mknodat"}, kMaking},
      {"file.symlink", "make a symbolic link", {"symlinkat"}, kMaking},
      {"file.tmpfile", "make a file without a name", {"openat"}, kMaking},

      {"proc.environ", "open /proc/self/environ", {"openat"}, kProc},
      {"proc.maps", "open /proc/self/maps", {"openat"}, kProc},
      {"proc.memory", "open /proc/self/mem for writing", {"openat"}, kProc},
      {"proc.oom_score", "open /proc/self/oom_score_adj for writing", {"openat"}, kProc},
      {"proc.sibling", "open a sibling's /proc/PID/mem", {"openat"}, kNumbers},
      {"proc.browser", "open the browser's /proc/PID/environ", {"openat"}, kNumbers},
      {"proc.kernel", "read a setting of the kernel", {"openat"}, kProc},
      {"proc.program", "ask where the program stands", {"readlinkat"}, kProc},
      {"proc.reopen", "open each descriptor again, for writing", {"openat"}, kProc},

      {"descriptor.set", "hold a descriptor beyond the fixed set", {}, {kOwnObjects}},
      {"descriptor.above", "open \"..\" of each descriptor", {"openat"}, {{"descriptors", ENOTDIR}}},
      {"descriptor.chmod", "change the mode of each descriptor", {"fchmod"},
       {{"seccomp", EPERM}, kOwnObjects, {"user", EPERM}, {"descriptors", EPERM}}},
      {"descriptor.chown", "change the owner of each descriptor", {"fchown"},
       {kOwnObjects, {"user", EPERM}, {"descriptors", EPERM}}},
      {"descriptor.times", "change the times of each descriptor", {"utimensat"},
       {kOwnObjects, {"descriptors", EPERM}}},
      {"descriptor.xattr", "give each descriptor an attribute", {"fsetxattr"},
       {kOwnObjects, {"descriptors", EPERM}, {"descriptors", ENOTSUP}, {"descriptors", EBADF}}},
      {"descriptor.flock", "lock each descriptor", {"flock"}, {kOwnObjects}},
      {"descriptor.lease", "take a lease on each descriptor", {"fcntl"},
       {kOwnObjects, {"descriptors", EINVAL}, {"descriptors", EACCES}}},
      {"descriptor.flags", "set the flags of each descriptor's file", {"ioctl"},
       {kOwnObjects, {"descriptors", ENOTTY}, {"descriptors", EPERM}}},
      {"descriptor.shrink", "cut sealed memory", {"ftruncate"}, {{"descriptors", EPERM}}},
      {"descriptor.grow", "make sealed memory longer", {"ftruncate"},
       {{"descriptors", EPERM}, {"rlimits", EFBIG}}},
      {"descriptor.seal", "seal sealed memory once more", {"fcntl"}, {{"descriptors", EPERM}}},
  };
}

}  // namespace bulkhead
