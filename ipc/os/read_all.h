// A part of a file, whole.
#ifndef BULKHEAD_IPC_OS_READ_ALL_H_
#define BULKHEAD_IPC_OS_READ_ALL_H_

#include <cstdint>
#include <span>

#include "ipc/os/result.h"

namespace bulkhead {

// Fills `bytes` with what begins at `offset`; the file's own offset stays. For files, not for sockets and pipes. EINVAL: it
// ends before. On an error part of `bytes` may be written.
Result<void> ReadAllAt(int fd, std::span<char> bytes, uint64_t offset);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_READ_ALL_H_
