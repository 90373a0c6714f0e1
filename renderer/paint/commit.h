// Commit: everything that the compositor needs to show a page, moved to it by the main thread. Immutable once handed over.
#ifndef BULKHEAD_RENDERER_PAINT_COMMIT_H_
#define BULKHEAD_RENDERER_PAINT_COMMIT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "renderer/paint/display_list.h"

namespace bulkhead {

struct ScrollRequest {
  int y = 0;
  bool smooth = false;  // the compositor animates it, whatever the main thread does meanwhile
};

struct Commit {
  uint32_t page = 0;
  uint64_t id = 0;  // 1, 2, 3 ... per page
  std::shared_ptr<const DisplayList> list;
  std::shared_ptr<const DisplayList> fixed;  // position:fixed content, in viewport coordinates; may be null
  int content_width = 0;
  int content_height = 0;
  // Where `list` differs from the previous commit's; nullopt: anywhere. Tiles outside stay valid.
  std::optional<std::vector<Rect>> damage;
  // The page has requestAnimationFrame callbacks pending: a frame is due on each tick.
  bool animating = false;
  std::optional<ScrollRequest> scroll;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PAINT_COMMIT_H_
