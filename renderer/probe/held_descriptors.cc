#include "renderer/probe/held_descriptors.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace bulkhead {
namespace {

using Kind = HeldDescriptor::Kind;

Kind KindOf(const struct stat& status) {
  switch (status.st_mode & S_IFMT) {
    case S_IFIFO:
      return Kind::kPipe;
    case S_IFSOCK:
      return Kind::kSocket;
    case S_IFDIR:
      return Kind::kDirectory;
    case S_IFREG:
      return status.st_nlink == 0 ? Kind::kMemory : Kind::kFile;
    case S_IFCHR:
      // Documentation/admin-guide/devices.txt: 1:3 is /dev/null, 1:9 /dev/urandom.
      return status.st_rdev == makedev(1, 3)   ? Kind::kNull
             : status.st_rdev == makedev(1, 9) ? Kind::kRandom
                                               : Kind::kDevice;
    case 0:
      return Kind::kAnonymous;
    default:
      return Kind::kDevice;
  }
}

}  // namespace

const char* NameOf(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kRandom:
      return "urandom";
    case Kind::kPipe:
      return "pipe";
    case Kind::kSocket:
      return "socket";
    case Kind::kMemory:
      return "memory";
    case Kind::kAnonymous:
      return "anonymous";
    case Kind::kFile:
      return "file";
    case Kind::kDirectory:
      return "directory";
    case Kind::kDevice:
      return "device";
  }
  return "";
}

std::vector<int> HeldNumbers(int highest) {
  std::vector<int> numbers;
  for (int fd = 0; fd <= highest; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) {
      numbers.push_back(fd);
    }
  }
  return numbers;
}

std::vector<HeldDescriptor> HeldDescriptors(int highest) {
  std::vector<HeldDescriptor> held;
  for (const int fd : HeldNumbers(highest)) {
    struct stat status{};
    if (::fstat(fd, &status) != 0) {
      continue;
    }
    HeldDescriptor& entry = held.emplace_back();
    entry.fd = fd;
    entry.kind = KindOf(status);
    entry.close_on_exec = (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0;
    entry.writable = (::fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
  }
  return held;
}

}  // namespace bulkhead
