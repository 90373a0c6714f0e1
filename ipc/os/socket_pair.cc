#include "ipc/os/socket_pair.h"

#include <sys/socket.h>

namespace bulkhead {

Result<SocketPair> CreateSocketPair(int type) {
  int fds[2];
  if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) {
    return ErrnoError();
  }
  return SocketPair{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

}  // namespace bulkhead
