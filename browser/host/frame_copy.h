// Pixels of a tab's last good frame, copied: BGRX, rows packed.
#ifndef BULKHEAD_BROWSER_HOST_FRAME_COPY_H_
#define BULKHEAD_BROWSER_HOST_FRAME_COPY_H_

#include <cstdint>
#include <string>

namespace bulkhead {

struct FrameCopy {
  uint32_t width = 0;
  uint32_t height = 0;
  std::string pixels;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_FRAME_COPY_H_
