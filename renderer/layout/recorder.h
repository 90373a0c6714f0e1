// Recorder: collects what litehtml draws into display lists: one of the page, one of what is position:fixed.
//
// litehtml does not say what is fixed, but draws it at the client rectangle that it asks for. While recording, that
// rectangle is far off to the right: what arrives there is fixed.
#ifndef BULKHEAD_RENDERER_LAYOUT_RECORDER_H_
#define BULKHEAD_RENDERER_LAYOUT_RECORDER_H_

#include <memory>
#include <vector>

#include "renderer/paint/display_list.h"

namespace bulkhead {

class Recorder {
 public:
  // Farther right than any clamped CSS length can put anything.
  static constexpr int kFixedOffset = 1 << 28;

  void Fill(Rect rect, const CornerRadii& radii, Color color);
  void Border(BorderItem item);
  void Text(std::shared_ptr<const GlyphRun> run, int x, int baseline, Color color, Rect bounds);
  void Image(ImageItem item);
  void Ellipse(EllipseItem item);
  void PushClip(Rect rect, const CornerRadii& radii);
  void PopClip();
  void SetCanvas(Color color);

  // Everything recorded so far. `fixed` is null if nothing is.
  struct Lists {
    std::shared_ptr<const DisplayList> page;
    std::shared_ptr<const DisplayList> fixed;
  };
  Lists Take();

 private:
  // The list that `rect` belongs to; takes the offset out of it.
  DisplayList& ListOf(Rect& rect);

  DisplayList page_;
  DisplayList fixed_;
  std::vector<DisplayList*> clips_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_LAYOUT_RECORDER_H_
