#include "renderer/compositor/frame_buffers.h"

#include <sys/mman.h>

#include <algorithm>
#include <utility>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

// Linux 5.14; older kernels answer EINVAL, and the pages come at first touch.
#ifndef MADV_POPULATE_WRITE
constexpr int MADV_POPULATE_WRITE = 23;
#endif

constexpr uint32_t kMostBuffers = 4;
constexpr size_t kPage = 4096;

// In a guest whose page tables the host shadows, the first access to a page that is populated costs the guest nothing that it could
// see, and 6 us all the same (measured: 5 ms for a frame of 1024x768). Reads only, of what the compositor may be drawing: the
// values mean nothing.
#if defined(__SANITIZE_THREAD__)
__attribute__((no_sanitize("thread")))
#endif
void Touch(const std::byte* data, size_t size) {
  for (size_t at = 0; at < size; at += kPage) {
    static_cast<void>(*static_cast<const volatile std::byte*>(data + at));
  }
}

bool Sane(const FrameRingGeometry& geometry) {
  return geometry.width >= 1 && geometry.width <= kMaxViewportSide && geometry.height >= 1 &&
         geometry.height <= kMaxViewportSide && geometry.stride == geometry.width * kBytesPerPixel &&
         geometry.buffers >= 1 && geometry.buffers <= kMostBuffers;
}

}  // namespace

Result<std::unique_ptr<FrameBuffers>> FrameBuffers::Create(int memfd, const FrameRingGeometry& geometry) {
  if (!Sane(geometry)) {
    return ErrnoError(EINVAL);
  }
  Result<uint64_t> size = SizeOf(memfd);
  if (!size) {
    return size.error();
  }
  if (*size < geometry.total_bytes()) {
    return ErrnoError(EINVAL);  // touching what is not there would be SIGBUS
  }
  auto mapping = SharedMapping::Create(memfd, geometry.total_bytes());
  if (!mapping) {
    return mapping.error();
  }
  return std::unique_ptr<FrameBuffers>(
      new FrameBuffers(std::make_shared<SharedMapping>(std::move(*mapping)), geometry));
}

FrameBuffers::FrameBuffers(std::shared_ptr<SharedMapping> mapping, const FrameRingGeometry& geometry)
    : mapping_(std::move(mapping)), geometry_(geometry) {
  Buffer fresh;
  fresh.damage = DamageRegion({0, 0, width(), height()});
  fresh.damage.AddAll();
  buffers_.assign(geometry.buffers, fresh);
}

std::optional<uint32_t> FrameBuffers::Take() {
  for (uint32_t i = 0; i < buffers_.size(); ++i) {
    if (!buffers_[i].with_browser) {
      buffers_[i].with_browser = true;
      return i;
    }
  }
  return std::nullopt;
}

bool FrameBuffers::Return(uint32_t buffer) {
  if (buffer >= buffers_.size() || !buffers_[buffer].with_browser) {
    return false;
  }
  buffers_[buffer].with_browser = false;
  return true;
}

uint32_t* FrameBuffers::Pixels(uint32_t buffer) const {
  BULKHEAD_CHECK(buffer < buffers_.size());
  return reinterpret_cast<uint32_t*>(mapping_->bytes().data() + geometry_.offset(buffer));
}

void FrameBuffers::AddDamage(const Rect& rect) {
  for (Buffer& buffer : buffers_) {
    buffer.damage.Add(rect);
  }
}

void FrameBuffers::AddFullDamage() {
  for (Buffer& buffer : buffers_) {
    buffer.damage.AddAll();
  }
}

std::vector<std::function<void()>> FrameBuffers::Populators(uint32_t buffer, int parts) const {
  std::vector<std::function<void()>> result;
  const size_t whole = geometry_.buffer_bytes();
  const size_t part = (whole / static_cast<size_t>(std::max(parts, 1)) + kPage - 1) / kPage * kPage;
  for (size_t begin = 0; begin < whole; begin += part) {
    const size_t size = std::min(part, whole - begin);
    std::byte* data = mapping_->bytes().data() + geometry_.offset(buffer) + begin;
    result.push_back([mapping = mapping_, data, size] {
      // Refused by an old kernel or for want of memory: then the first touch pays, or fails as it would have.
      if (::madvise(data, size, MADV_POPULATE_WRITE) == 0) {
        Touch(data, size);
      }
    });
  }
  return result;
}

}  // namespace bulkhead
