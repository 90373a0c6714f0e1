// FrameBuffers: a page's frame ring as the compositor sees it: whose each buffer is, and how far its picture has aged.
//
// Two buffers take turns, so a buffer that comes back shows the picture before the last. Each therefore remembers what
// changed since it was drawn, and only that is copied.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_FRAME_BUFFERS_H_
#define BULKHEAD_RENDERER_COMPOSITOR_FRAME_BUFFERS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "ipc/frame_ring.h"
#include "ipc/os/memfd.h"
#include "ipc/os/result.h"
#include "renderer/compositor/damage_region.h"

namespace bulkhead {

class FrameBuffers {
 public:
  // Maps the ring. EINVAL: a geometry that no ring has, or a memfd smaller than it says; else mmap(2)'s.
  static Result<std::unique_ptr<FrameBuffers>> Create(int memfd, const FrameRingGeometry& geometry);

  int width() const { return static_cast<int>(geometry_.width); }
  int height() const { return static_cast<int>(geometry_.height); }
  int count() const { return static_cast<int>(buffers_.size()); }

  // Takes a free buffer; it is the browser's until Return(). nullopt: none is free.
  std::optional<uint32_t> Take();
  // False: it was not with the browser.
  bool Return(uint32_t buffer);
  uint32_t* Pixels(uint32_t buffer) const;

  // The viewport changed here: every buffer has aged.
  void AddDamage(const Rect& rect);
  void AddFullDamage();
  bool with_browser(uint32_t buffer) const { return buffers_[buffer].with_browser; }
  // What `buffer` lacks; cleared by MarkDrawn().
  const DamageRegion& Damage(uint32_t buffer) const { return buffers_[buffer].damage; }
  void MarkDrawn(uint32_t buffer) { buffers_[buffer].damage.Clear(); }

  // Functions that make the kernel provide the pages of part of the ring, and touch each, one buffer after the other, for workers
  // to call: a first touch costs ten times the copy. Each keeps the mapping alive and may be called at any time.
  std::vector<std::function<void()>> Populators(uint32_t buffer, int parts) const;

 private:
  struct Buffer {
    bool with_browser = false;
    DamageRegion damage;
  };
  FrameBuffers(std::shared_ptr<SharedMapping> mapping, const FrameRingGeometry& geometry);

  const std::shared_ptr<SharedMapping> mapping_;
  const FrameRingGeometry geometry_;
  std::vector<Buffer> buffers_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_FRAME_BUFFERS_H_
