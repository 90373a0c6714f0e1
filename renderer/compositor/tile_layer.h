// TileLayer: the tiles of one display list that are at hand. Compositor thread only; the tiles themselves are immutable and
// shared between the layers of successive commits.
#ifndef BULKHEAD_RENDERER_COMPOSITOR_TILE_LAYER_H_
#define BULKHEAD_RENDERER_COMPOSITOR_TILE_LAYER_H_

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "renderer/raster/raster_list.h"
#include "renderer/raster/tile.h"

namespace bulkhead {

struct TileKey {
  int row = 0;
  int column = 0;
  auto operator<=>(const TileKey&) const = default;
  Rect rect() const { return {column * kTileSide, row * kTileSide, kTileSide, kTileSide}; }
};

// Whole rows of tiles, as a page only scrolls up and down.
struct TileRange {
  int first_row = 0;
  int last_row = -1;
  int columns = 0;

  // What a viewport of this size shows at `offset` (>= 0).
  static TileRange Visible(int offset, int width, int height) {
    return {offset / kTileSide, (offset + height - 1) / kTileSide, (width + kTileSide - 1) / kTileSide};
  }
  TileRange WithRowsAround(int rows) const {
    return {first_row > rows ? first_row - rows : 0, last_row + rows, columns};
  }
  bool Holds(const TileKey& key) const {
    return key.row >= first_row && key.row <= last_row && key.column < columns;
  }
};

class TileLayer {
 public:
  TileLayer() = default;
  explicit TileLayer(std::shared_ptr<const RasterList> list) : list_(std::move(list)) {}

  // Takes over the tiles of the list before this one that `damage` does not touch; they look the same.
  void Inherit(const TileLayer& before, const std::vector<Rect>& damage);
  void Put(const TileKey& key, std::shared_ptr<const Tile> tile);
  // Null if it is not there.
  const Tile* Get(const TileKey& key) const;
  bool Complete(const TileRange& range) const;
  // Those of `range` that are neither there nor being rastered; they count as being rastered from now on.
  std::vector<TileKey> TakeMissing(const TileRange& range);
  // Drops what is outside.
  void Trim(const TileRange& range);

  // Null: a layer without content; it has no tiles and needs none.
  const std::shared_ptr<const RasterList>& list() const { return list_; }
  size_t size() const { return tiles_.size(); }

 private:
  std::shared_ptr<const RasterList> list_;
  std::map<TileKey, std::shared_ptr<const Tile>> tiles_;
  std::set<TileKey> under_way_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_COMPOSITOR_TILE_LAYER_H_
