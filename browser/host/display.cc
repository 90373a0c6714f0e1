#include "browser/host/display.h"

#include <fcntl.h>

#include <utility>

#include "ipc/os/memfd.h"
#include "ipc/os/read_all.h"

namespace bulkhead {

Result<std::unique_ptr<Display>> Display::Create(uint32_t width, uint32_t height) {
  const FrameRingGeometry geometry = FrameRingGeometry::For(width, height);
  Result<UniqueFd> ring = CreateSharedMemory("bulkhead-frames", geometry.total_bytes());
  if (!ring) {
    return ring.error();
  }
  return std::unique_ptr<Display>(new Display(geometry, std::move(*ring)));
}

Result<UniqueFd> Display::ShareRing() const {
  const int fd = ::fcntl(ring_.get(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) {
    return ErrnoError();
  }
  return UniqueFd(fd);
}

bool Display::OnFrameReady(uint32_t buffer, uint64_t sequence, uint64_t due, std::optional<uint32_t>* credit) {
  if (buffer >= geometry_.buffers || held_ == buffer || sequence != sequence_ + 1 || due < due_) {
    return false;
  }
  sequence_ = sequence;
  due_ = due;
  *credit = std::exchange(held_, buffer);
  return true;
}

std::optional<uint32_t> Display::BeginAnew() {
  begun_ = sequence_;
  return std::exchange(held_, std::nullopt);
}

std::optional<FrameCopy> Display::Copy() const {
  if (!held_) {
    return std::nullopt;
  }
  FrameCopy copy{geometry_.width, geometry_.height, std::string(geometry_.frame_bytes(), '\0')};
  if (!ReadAllAt(ring_.get(), copy.pixels, geometry_.offset(*held_))) {
    return std::nullopt;
  }
  return copy;
}

}  // namespace bulkhead
