#include "ipc/os/memfd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "ipc/os/read_all.h"
#include "ipc/os/write_all.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U  // linux/memfd.h, since 6.3; Debian 12's headers are 6.1
#endif

namespace bulkhead {
namespace {

Result<UniqueFd> CreateMemfd(const char* name) {
  constexpr unsigned kFlags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = ::memfd_create(name, kFlags | MFD_NOEXEC_SEAL);
  if (fd < 0 && errno == EINVAL) {
    fd = ::memfd_create(name, kFlags);
  }
  if (fd < 0) {
    return ErrnoError();
  }
  return UniqueFd(fd);
}

Result<void> Seal(int fd, int seals) {
  if (::fcntl(fd, F_ADD_SEALS, seals) != 0) {
    return ErrnoError();
  }
  return {};
}

}  // namespace

Result<UniqueFd> CreateSharedMemory(const char* name, size_t size) {
  Result<UniqueFd> fd = CreateMemfd(name);
  if (!fd) {
    return fd.error();
  }
  if (::ftruncate(fd->get(), static_cast<off_t>(size)) != 0) {
    return ErrnoError();
  }
  if (Result<void> sealed = Seal(fd->get(), F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL); !sealed) {
    return sealed.error();
  }
  return fd;
}

Result<UniqueFd> CreateSealedCopy(const char* name, std::span<const char> bytes) {
  Result<UniqueFd> fd = CreateMemfd(name);
  if (!fd) {
    return fd.error();
  }
  if (Result<void> written = WriteAll(fd->get(), {bytes.data(), bytes.size()}); !written) {
    return written.error();
  }
  constexpr int kAll = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  if (Result<void> sealed = Seal(fd->get(), kAll); !sealed) {
    return sealed.error();
  }
  return fd;
}

Result<uint64_t> SizeOf(int fd) {
  // glibc's own fstat() asks by newfstatat, which takes a path too: a renderer's filter cannot allow it.
  struct stat status{};
  if (::syscall(SYS_fstat, fd, &status) != 0) {
    return ErrnoError();
  }
  return static_cast<uint64_t>(std::max<off_t>(status.st_size, 0));
}

Result<std::string> ReadSealedCopy(int fd, size_t size) {
  Result<uint64_t> held = SizeOf(fd);
  if (!held) {
    return held.error();
  }
  if (*held < size) {
    return ErrnoError(EINVAL);
  }
  std::string bytes(size, '\0');
  if (const Result<void> read = ReadAllAt(fd, bytes, 0); !read) {
    return read.error();
  }
  return bytes;
}

SharedMapping::SharedMapping(SharedMapping&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SharedMapping& SharedMapping::operator=(SharedMapping&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

SharedMapping::~SharedMapping() {
  if (data_ != nullptr) {
    ::munmap(data_, size_);
  }
}

Result<SharedMapping> SharedMapping::Create(int fd, size_t size, Touch touch) {
  const int flags = MAP_SHARED | (touch == Touch::kNow ? MAP_POPULATE : 0);
  void* data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, flags, fd, 0);
  if (data == MAP_FAILED) {
    return ErrnoError();
  }
  return SharedMapping(static_cast<std::byte*>(data), size);
}

}  // namespace bulkhead
