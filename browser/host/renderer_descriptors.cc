#include "browser/host/renderer_descriptors.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

#include "ipc/os/socket_pair.h"

namespace bulkhead {

Result<RendererDescriptors> RendererDescriptors::Create() {
  Result<SocketPair> control = CreateSocketPair(SOCK_STREAM);
  if (!control) {
    return control.error();
  }
  Result<SocketPair> frames = CreateSocketPair(SOCK_STREAM);
  if (!frames) {
    return frames.error();
  }
  Result<CrashAreaMemory> crash_area = CrashAreaMemory::Create();
  if (!crash_area) {
    return crash_area.error();
  }
  Result<UniqueFd> shared_area = crash_area->Share();
  if (!shared_area) {
    return shared_area.error();
  }
  // Neither end blocks: a renderer whose log is not read loses lines, not time.
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
    return ErrnoError();
  }
  SpawnDescriptors theirs{std::move(control->theirs), std::move(frames->theirs), std::move(*shared_area),
                          UniqueFd(pipe[1])};
  return RendererDescriptors{std::move(control->ours), std::move(frames->ours), UniqueFd(pipe[0]),
                             std::move(*crash_area), std::move(theirs)};
}

}  // namespace bulkhead
