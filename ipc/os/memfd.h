// Sealed memory that one program makes and another maps. MFD_NOEXEC_SEAL where the kernel knows it (Linux 6.3): a plain
// memfd can be executed.
#ifndef BULKHEAD_IPC_OS_MEMFD_H_
#define BULKHEAD_IPC_OS_MEMFD_H_

#include <cstddef>
#include <span>
#include <string>

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

// `size` bytes of zeroes whose size is sealed (F_SEAL_SHRINK | GROW | SEAL): neither side can cut the other's mapping.
// Writable by whoever holds it. Nothing is touched: pages come at first use.
Result<UniqueFd> CreateSharedMemory(const char* name, size_t size);

// A copy of `bytes`, sealed against every change (also F_SEAL_WRITE).
Result<UniqueFd> CreateSealedCopy(const char* name, std::span<const char> bytes);

// Bytes in a file, by fstat(2) alone.
Result<uint64_t> SizeOf(int fd);

// Reads a sealed copy whole. `size` is what the sender said; EINVAL if the memfd is smaller.
Result<std::string> ReadSealedCopy(int fd, size_t size);

// A shared mapping, unmapped once.
class SharedMapping {
 public:
  SharedMapping() = default;
  SharedMapping(SharedMapping&& other) noexcept;
  SharedMapping& operator=(SharedMapping&& other) noexcept;
  ~SharedMapping();

  enum class Touch { kLazily, kNow };  // kNow: MAP_POPULATE, all page faults at once
  static Result<SharedMapping> Create(int fd, size_t size, Touch touch = Touch::kLazily);

  std::span<std::byte> bytes() const { return {data_, size_}; }
  bool valid() const { return data_ != nullptr; }

 private:
  SharedMapping(std::byte* data, size_t size) : data_(data), size_(size) {}
  std::byte* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_MEMFD_H_
