// Display: the frame ring of one page, as the browser sees it. The browser makes and seals the memory; the renderer draws
// into buffers that are its own and hands them over one by one; each is given back when the next has come. What a
// renderer says about buffers is checked here; pixels are only ever copied.
#ifndef BULKHEAD_BROWSER_HOST_DISPLAY_H_
#define BULKHEAD_BROWSER_HOST_DISPLAY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "browser/host/frame_copy.h"
#include "ipc/frame_ring.h"
#include "ipc/os/result.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {

class Display {
 public:
  // Errors: those of memfd_create and ftruncate (EMFILE, ENOMEM).
  static Result<std::unique_ptr<Display>> Create(uint32_t width, uint32_t height);

  const FrameRingGeometry& geometry() const { return geometry_; }
  // A second descriptor of the ring, for the renderer.
  Result<UniqueFd> ShareRing() const;

  // False: not a buffer that the renderer owned, or not the frame that follows. On true `*credit` is the buffer to give
  // back, if any.
  bool OnFrameReady(uint32_t buffer, uint64_t sequence, uint64_t due, std::optional<uint32_t>* credit);

  // What was shown so far was for nobody: counts from here, and has no frame until the next comes. Returns the buffer to give back,
  // if any.
  std::optional<uint32_t> BeginAnew();

  uint64_t frames() const { return sequence_ - begun_; }
  // The last whole frame, by pread into private memory; nullopt before the first.
  std::optional<FrameCopy> Copy() const;

 private:
  Display(FrameRingGeometry geometry, UniqueFd ring) : geometry_(geometry), ring_(std::move(ring)) {}

  const FrameRingGeometry geometry_;
  const UniqueFd ring_;
  std::optional<uint32_t> held_;  // the browser's buffer; all others are the renderer's
  uint64_t sequence_ = 0;
  uint64_t begun_ = 0;
  uint64_t due_ = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_DISPLAY_H_
