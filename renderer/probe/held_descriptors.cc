#include "renderer/probe/held_descriptors.h"

#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

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

int StatOf(int fd, struct stat* status) {
  return static_cast<int>(::syscall(SYS_fstat, fd, status));
}

std::vector<int> HeldNumbers(int highest) {
  std::vector<int> numbers;
  struct stat status{};
  for (int fd = 0; fd <= highest; ++fd) {
    if (StatOf(fd, &status) == 0) {
      numbers.push_back(fd);
    }
  }
  return numbers;
}

std::vector<HeldDescriptor> HeldDescriptors(int highest) {
  std::vector<HeldDescriptor> held;
  for (const int fd : HeldNumbers(highest)) {
    struct stat status{};
    StatOf(fd, &status);
    char none;
    // EBADF comes before anything else: it was not opened for reading.
    const bool readable = ::read(fd, &none, 0) == 0 || errno != EBADF;
    held.push_back({fd, KindOf(status), readable});
  }
  return held;
}

}  // namespace bulkhead
