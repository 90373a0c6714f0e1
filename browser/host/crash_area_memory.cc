#include "browser/host/crash_area_memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "ipc/crash_area.h"
#include "ipc/os/memfd.h"

namespace bulkhead {

Result<CrashAreaMemory> CrashAreaMemory::Create() {
  Result<UniqueFd> fd = CreateSharedMemory("bulkhead-crash", kCrashAreaBytes);
  if (!fd) {
    return fd.error();
  }
  // One that dies before its first instruction leaves a valid, empty area.
  const uint32_t head[2] = {kCrashAreaMagic, kCrashAreaVersion};
  if (::pwrite(fd->get(), head, sizeof head, offsetof(CrashArea, magic)) != sizeof head) {
    return ErrnoError();
  }
  return CrashAreaMemory(std::move(*fd));
}

Result<UniqueFd> CrashAreaMemory::Share() const {
  const int fd = ::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) {
    return ErrnoError();
  }
  return UniqueFd(fd);
}

CrashCopy CrashAreaMemory::Read() const {
  std::vector<std::byte> bytes(kCrashAreaBytes);
  const ssize_t got = ::pread(fd_.get(), bytes.data(), bytes.size(), 0);
  return ParseCrashArea(std::span(bytes).first(got > 0 ? static_cast<size_t>(got) : 0));
}

}  // namespace bulkhead
