#include "ipc/os/read_all.h"

#include <unistd.h>

#include <cerrno>

namespace bulkhead {

Result<void> ReadAllAt(int fd, std::span<char> bytes, uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t got = ::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      return ErrnoError(got < 0 ? errno : EINVAL);
    }
    bytes = bytes.subspan(static_cast<size_t>(got));
    offset += static_cast<uint64_t>(got);
  }
  return {};
}

}  // namespace bulkhead
