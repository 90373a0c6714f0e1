#include "renderer/compositor/raster_batch.h"

#include <future>

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

RasterBatch BatchOf(int tiles) {
  RasterBatch batch;
  batch.scrolling = std::make_shared<const RasterList>(std::make_shared<const DisplayList>(), false);
  for (int row = 0; row < tiles; ++row) {
    batch.tiles.push_back({LayerKind::kScrolling, {row, 0}, nullptr});
  }
  batch.buffers = std::make_shared<TileBufferPool>(0);
  batch.cancelled = std::make_shared<const std::atomic<bool>>(false);
  return batch;
}

TEST(RasterBatchTest, ReportsOnceWithEveryTile) {
  const auto workers = *WorkerPool::Create(2, nullptr);
  for (int round = 0; round < 200; ++round) {
    const int count = 1 + round % 7;
    std::promise<std::vector<RasteredTile>> result;
    RasterBatch batch = BatchOf(count);
    batch.done = [&](std::vector<RasteredTile> tiles) { result.set_value(std::move(tiles)); };  // twice would throw
    PostRasterBatch(*workers, std::move(batch), JobPriority::kFrame);
    const auto tiles = result.get_future().get();
    ASSERT_EQ(tiles.size(), static_cast<size_t>(count));
    for (int row = 0; row < count; ++row) {
      EXPECT_EQ(tiles[static_cast<size_t>(row)].key.row, row);
      EXPECT_NE(tiles[static_cast<size_t>(row)].tile, nullptr);
    }
  }
}

TEST(RasterBatchTest, OneHungWorkerIsNotMissed) {
  const auto workers = *WorkerPool::Create(2, nullptr);
  std::promise<void> hung;
  std::promise<void> release;
  workers->Post([&] {
    hung.set_value();
    release.get_future().wait();
  });
  hung.get_future().wait();
  std::promise<void> done;
  RasterBatch batch = BatchOf(5);
  batch.done = [&](std::vector<RasteredTile>) { done.set_value(); };
  PostRasterBatch(*workers, std::move(batch), JobPriority::kFrame);
  done.get_future().wait();
  release.set_value();
}

TEST(RasterBatchTest, ACancelledBatchIsNotReported) {
  const auto workers = *WorkerPool::Create(1, nullptr);
  RasterBatch batch = BatchOf(5);
  batch.cancelled = std::make_shared<const std::atomic<bool>>(true);
  std::atomic<bool> reported{false};
  batch.done = [&](std::vector<RasteredTile>) { reported = true; };
  PostRasterBatch(*workers, std::move(batch), JobPriority::kFrame);
  std::promise<void> behind;
  workers->Post([&] { behind.set_value(); });
  behind.get_future().wait();
  EXPECT_FALSE(reported);
}

}  // namespace
}  // namespace bulkhead
