// LayoutShared: what the layouts of all pages of a process have in common: fonts and the parsed master style sheet. Made
// before the fork; main thread only.
#ifndef BULKHEAD_RENDERER_LAYOUT_LAYOUT_SHARED_H_
#define BULKHEAD_RENDERER_LAYOUT_LAYOUT_SHARED_H_

#include <memory>

#include "renderer/text/font_set.h"

namespace litehtml {
class context;
}

namespace bulkhead {

class LayoutShared {
 public:
  explicit LayoutShared(std::unique_ptr<FontSet> fonts);
  ~LayoutShared();
  LayoutShared(const LayoutShared&) = delete;
  LayoutShared& operator=(const LayoutShared&) = delete;

  FontSet& fonts() { return *fonts_; }
  litehtml::context& context() { return *context_; }

 private:
  std::unique_ptr<FontSet> fonts_;
  std::unique_ptr<litehtml::context> context_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_LAYOUT_SHARED_H_
