// Pairs of Unix sockets, CLOEXEC and non-blocking from birth.
#ifndef BULKHEAD_IPC_OS_SOCKET_PAIR_H_
#define BULKHEAD_IPC_OS_SOCKET_PAIR_H_

#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

struct SocketPair {
  UniqueFd ours;
  UniqueFd theirs;
};

// `type`: SOCK_STREAM (control, frames) or SOCK_SEQPACKET (init, zygote). Errors: EMFILE, ENFILE, ENOMEM.
Result<SocketPair> CreateSocketPair(int type);

}  // namespace bulkhead

#endif  // BULKHEAD_IPC_OS_SOCKET_PAIR_H_
