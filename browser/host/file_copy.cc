#include "browser/host/file_copy.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "ipc/os/memfd.h"

namespace bulkhead {
namespace {

ResourceVerdict VerdictOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
      return ResourceVerdict::kNotFound;
    case ELOOP:  // a link
    case EXDEV:  // out of the directory, or onto another mount
      return ResourceVerdict::kOutside;
    case EACCES:
    case EPERM:
      return ResourceVerdict::kUnreadable;
    case ENXIO:  // a socket, a device without a driver
    case ENODEV:
    case EISDIR:
      return ResourceVerdict::kNotRegular;
    default:
      return ResourceVerdict::kError;
  }
}

FileCopy Refused(ResourceVerdict verdict, int error = 0) {
  FileCopy copy;
  copy.verdict = verdict;
  copy.error = error;
  return copy;
}

int OpenBeneath(int directory, const std::string& path) {
  open_how how = {};
  how.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS;
  long fd;
  do {
    fd = ::syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how);
  } while (fd < 0 && (errno == EINTR || errno == EAGAIN));  // EAGAIN: a rename raced with the walk
  return static_cast<int>(fd);
}

}  // namespace

FileCopy CopyFile(const FileRequest& request) {
  const UniqueFd directory(::open(request.directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) {
    return Refused(VerdictOf(errno), errno);
  }
  const UniqueFd file(OpenBeneath(directory.get(), request.path));
  if (!file.valid()) {
    return Refused(VerdictOf(errno), errno);
  }
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) {
    return Refused(ResourceVerdict::kError, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return Refused(ResourceVerdict::kNotRegular);
  }
  if (::geteuid() == 0 && request.owner >= 0 && (status.st_mode & S_IROTH) == 0 &&
      static_cast<int64_t>(status.st_uid) != request.owner) {
    return Refused(ResourceVerdict::kUnreadable, EACCES);
  }
  if (static_cast<uint64_t>(status.st_size) > request.max_bytes) {
    return Refused(ResourceVerdict::kTooLarge);
  }
  // One byte more than it had: a file that grows meanwhile shows.
  std::string bytes(static_cast<size_t>(status.st_size) + 1, '\0');
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return Refused(VerdictOf(errno), errno);
    }
    if (got == 0) {
      break;
    }
    size += static_cast<size_t>(got);
  }
  size = std::min(size, static_cast<size_t>(status.st_size));
  Result<UniqueFd> memfd = CreateSealedCopy("bulkhead-file", std::span(bytes.data(), size));
  if (!memfd) {
    return Refused(ResourceVerdict::kError, memfd.error().value());
  }
  FileCopy copy;
  copy.verdict = ResourceVerdict::kOk;
  copy.memfd = std::move(*memfd);
  copy.size = size;
  copy.owner = status.st_uid;
  return copy;
}

}  // namespace bulkhead
