// A file written to its end.
#ifndef BULKHEAD_IPC_OS_WRITE_ALL_H_
#define BULKHEAD_IPC_OS_WRITE_ALL_H_

#include <string_view>

#include "ipc/os/result.h"

namespace bulkhead {

// For blocking files, not for sockets (ipc/os/stream_io.h). On an error part of it may be written.
Result<void> WriteAll(int fd, std::string_view bytes);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_WRITE_ALL_H_
