// PageContent: one commit on its way to the screen: its lists, and the tiles of them that are at hand. Compositor thread only.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_PAGE_CONTENT_H_
#define BULKHEAD_RENDERER_COMPOSITOR_PAGE_CONTENT_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "renderer/compositor/raster_batch.h"
#include "renderer/compositor/tile_layer.h"
#include "renderer/paint/commit.h"

namespace bulkhead {

class PageContent {
 public:
  // `before`: what this commit's damage is relative to; null if it is the first.
  PageContent(Commit commit, const PageContent* before);
  // Rasters under way for it are called off.
  ~PageContent();
  PageContent(const PageContent&) = delete;
  PageContent& operator=(const PageContent&) = delete;

  const Commit& commit() const { return commit_; }
  const TileLayer& scrolling() const { return scrolling_; }
  const TileLayer& fixed() const { return fixed_; }
  // Where the viewport changes when this follows `before` at the same scroll offset; nullopt: everywhere.
  const std::optional<std::vector<Rect>>& damage() const { return damage_; }
  bool fixed_changed() const { return fixed_changed_; }

  // The largest scroll offset.
  int MaxOffset(int viewport_height) const;
  bool Complete(const TileRange& visible, const TileRange& viewport) const;
  // The tiles that are neither there nor under way, as a batch to be given its `done`; empty if there are none. `wanted` in
  // the page, `viewport` of the fixed layer.
  RasterBatch TakeMissing(const TileRange& wanted, const TileRange& viewport);
  void Put(std::vector<RasteredTile> tiles);
  void Trim(const TileRange& kept) { scrolling_.Trim(kept); }
  // All tiles of the fixed layer go: another viewport.
  void Resize(const TileRange& viewport) { fixed_.Trim(viewport); }

 private:
  Commit commit_;
  std::optional<std::vector<Rect>> damage_;
  bool fixed_changed_ = false;
  TileLayer scrolling_;
  TileLayer fixed_;
  const std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_PAGE_CONTENT_H_
