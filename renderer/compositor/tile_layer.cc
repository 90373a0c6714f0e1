#include "renderer/compositor/tile_layer.h"

#include <algorithm>
#include <utility>

namespace bulkhead {

void TileLayer::Inherit(const TileLayer& before, const std::vector<Rect>& damage) {
  for (const auto& [key, tile] : before.tiles_) {
    const Rect rect = key.rect();
    if (std::none_of(damage.begin(), damage.end(),
                     [&](const Rect& changed) { return ClampRect(changed).Intersects(rect); })) {
      tiles_.emplace(key, tile);
    }
  }
}

void TileLayer::Put(const TileKey& key, std::shared_ptr<const Tile> tile) {
  under_way_.erase(key);
  tiles_.insert_or_assign(key, std::move(tile));
}

const Tile* TileLayer::Get(const TileKey& key) const {
  const auto found = tiles_.find(key);
  return found == tiles_.end() ? nullptr : found->second.get();
}

bool TileLayer::Complete(const TileRange& range) const {
  if (!list_) {
    return true;
  }
  for (int row = range.first_row; row <= range.last_row; ++row) {
    for (int column = 0; column < range.columns; ++column) {
      if (!tiles_.contains({row, column})) {
        return false;
      }
    }
  }
  return true;
}

std::vector<TileKey> TileLayer::TakeMissing(const TileRange& range) {
  std::vector<TileKey> missing;
  if (!list_) {
    return missing;
  }
  for (int row = range.first_row; row <= range.last_row; ++row) {
    for (int column = 0; column < range.columns; ++column) {
      const TileKey key{row, column};
      if (!tiles_.contains(key) && under_way_.insert(key).second) {
        missing.push_back(key);
      }
    }
  }
  return missing;
}

void TileLayer::Trim(const TileRange& range) {
  std::erase_if(tiles_, [&](const auto& entry) { return !range.Holds(entry.first); });
}

}  // namespace bulkhead
