#include "renderer/compositor/page_content.h"

#include <algorithm>
#include <utility>

namespace bulkhead {

PageContent::PageContent(Commit commit, const PageContent* before) : commit_(std::move(commit)) {
  static const auto kBlank = std::make_shared<const DisplayList>();
  if (!commit_.list) {
    commit_.list = kBlank;
  }
  if (commit_.fixed && commit_.fixed->items.empty()) {
    commit_.fixed = nullptr;
  }
  // The list of an unchanged part is often the very same object.
  const bool same_list = before != nullptr && before->commit_.list == commit_.list;
  scrolling_ = TileLayer(same_list ? before->scrolling_.list() : std::make_shared<const RasterList>(commit_.list, false));
  if (same_list) {
    damage_.emplace();
  } else if (before != nullptr && before->commit_.list->background == commit_.list->background) {
    damage_ = commit_.damage;
  }
  if (damage_) {
    scrolling_.Inherit(before->scrolling_, *damage_);
  }

  fixed_changed_ = commit_.fixed != (before != nullptr ? before->commit_.fixed : nullptr);
  if (!fixed_changed_) {
    if (before != nullptr) {
      fixed_ = TileLayer(before->fixed_.list());
      fixed_.Inherit(before->fixed_, {});
    }
  } else if (commit_.fixed) {
    fixed_ = TileLayer(std::make_shared<const RasterList>(commit_.fixed, true));
  }
}

PageContent::~PageContent() {
  cancelled_->store(true, std::memory_order_relaxed);
}

int PageContent::MaxOffset(int viewport_height) const {
  return std::max(0, std::min(commit_.content_height, RasterList::kEverywhere.height / 2) - viewport_height);
}

bool PageContent::Complete(const TileRange& visible, const TileRange& viewport) const {
  return scrolling_.Complete(visible) && fixed_.Complete(viewport);
}

RasterBatch PageContent::TakeMissing(const TileRange& wanted, const TileRange& viewport) {
  RasterBatch batch;
  for (const TileKey& key : scrolling_.TakeMissing(wanted)) {
    batch.tiles.push_back({LayerKind::kScrolling, key, nullptr});
  }
  for (const TileKey& key : fixed_.TakeMissing(viewport)) {
    batch.tiles.push_back({LayerKind::kFixed, key, nullptr});
  }
  batch.scrolling = scrolling_.list();
  batch.fixed = fixed_.list();
  batch.cancelled = cancelled_;
  return batch;
}

void PageContent::Put(std::vector<RasteredTile> tiles) {
  for (RasteredTile& rastered : tiles) {
    (rastered.layer == LayerKind::kScrolling ? scrolling_ : fixed_).Put(rastered.key, std::move(rastered.tile));
  }
}

}  // namespace bulkhead
