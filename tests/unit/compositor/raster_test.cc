#include <cairo.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <future>

#include <gtest/gtest.h>

#include "renderer/compositor/worker_pool.h"
#include "renderer/paint/bitmap_image.h"
#include "renderer/text/font_set.h"
#include "tests/unit/compositor/raster_probe.h"
#include "tests/unit/compositor/test_pictures.h"

namespace bulkhead {
namespace {

DisplayList ListOf(std::vector<DisplayItem> items) {
  return {std::move(items), Color{255, 255, 255, 255}};
}

std::shared_ptr<const BitmapImage> Checker() {
  // red blue / blue red
  return BitmapImage::Create(2, 2, {0, 0, 255, 255, 255, 0, 0, 255, 255, 0, 0, 255, 0, 0, 255, 255});
}

TEST(RasterTest, AnEmptyPageNeedsNoPixels) {
  const RasterProbe probe(ListOf({}), 600, 600);
  EXPECT_EQ(probe.uniform_tiles(), 9);
  EXPECT_EQ(probe.At(599, 599), kWhitePixel);
}

TEST(RasterTest, FillsEndWhereTheyEnd) {
  const RasterProbe probe(ListOf({FillItem{{10, 20, 300, 30}, {}, kRed}}), 512, 256);
  EXPECT_EQ(probe.At(10, 20), kRedPixel);
  EXPECT_EQ(probe.At(9, 20), kWhitePixel);
  EXPECT_EQ(probe.At(309, 49), kRedPixel);
  EXPECT_EQ(probe.At(310, 49), kWhitePixel);
  EXPECT_EQ(probe.At(309, 50), kWhitePixel);
  EXPECT_EQ(probe.At(255, 30), kRedPixel);  // both sides of the tiles' seam
  EXPECT_EQ(probe.At(256, 30), kRedPixel);
}

TEST(RasterTest, WhatIsHiddenIsNotDrawn) {
  const RasterProbe probe(ListOf({FillItem{{5, 5, 5, 5}, {}, kRed}, FillItem{{-5, -5, 1000, 1000}, {}, kBlue}}), 512, 512);
  EXPECT_EQ(probe.uniform_tiles(), 4);
  EXPECT_EQ(probe.At(6, 6), kBluePixel);
}

TEST(RasterTest, BlendsOverWhatIsThere) {
  const RasterProbe probe(ListOf({FillItem{{0, 0, 256, 256}, {}, {255, 0, 0, 128}}}), 256, 256);
  const uint32_t pixel = probe.At(100, 100);
  EXPECT_EQ(pixel >> 16, 0xffffu);
  EXPECT_NEAR(static_cast<int>(pixel & 0xff), 127, 1);
}

TEST(RasterTest, RoundsCorners) {
  CornerRadii radii;
  radii.values.fill(20);
  const RasterProbe probe(ListOf({FillItem{{10, 10, 100, 60}, radii, kRed}}), 256, 256);
  EXPECT_EQ(probe.At(11, 11), kWhitePixel);
  EXPECT_EQ(probe.At(108, 68), kWhitePixel);
  EXPECT_EQ(probe.At(60, 10), kRedPixel);
  EXPECT_EQ(probe.At(10, 40), kRedPixel);
  EXPECT_EQ(probe.At(18, 18), kRedPixel);
  // Radii beyond the box are scaled down, not drawn across.
  radii.values.fill(1000);
  const RasterProbe pill(ListOf({FillItem{{10, 10, 100, 60}, radii, kRed}}), 256, 256);
  EXPECT_EQ(pill.At(60, 40), kRedPixel);
  EXPECT_EQ(pill.At(12, 12), kWhitePixel);
  EXPECT_EQ(pill.At(200, 40), kWhitePixel);
}

TEST(RasterTest, ClipsNestAndEnd) {
  CornerRadii round;
  round.values.fill(30);
  const RasterProbe probe(ListOf({
                              PushClipItem{{50, 50, 100, 100}, {}},
                              FillItem{{0, 0, 256, 256}, {}, kRed},
                              PushClipItem{{80, 80, 200, 200}, {}},
                              FillItem{{0, 0, 256, 256}, {}, kBlue},
                              PopClipItem{},
                              PopClipItem{},
                              FillItem{{200, 200, 10, 10}, {}, kGreen},
                              PopClipItem{},  // one too many
                              PushClipItem{{0, 0, 40, 40}, round},
                              FillItem{{0, 0, 40, 40}, {}, kGreen},
                          }),
                          256, 256);
  EXPECT_EQ(probe.At(49, 60), kWhitePixel);
  EXPECT_EQ(probe.At(60, 60), kRedPixel);
  EXPECT_EQ(probe.At(100, 100), kBluePixel);
  EXPECT_EQ(probe.At(151, 100), kWhitePixel);
  EXPECT_EQ(probe.At(205, 205), kGreenPixel);
  EXPECT_EQ(probe.At(20, 20), kGreenPixel);
  EXPECT_EQ(probe.At(1, 1), kWhitePixel);
}

BorderItem Border(int style, int width) {
  const BorderSide side{width, style, kRed};
  return {{20, 20, 200, 100}, {}, side, side, side, side};
}

TEST(RasterTest, DrawsSolidBorders) {
  const RasterProbe probe(ListOf({Border(1, 4)}), 256, 256);
  EXPECT_EQ(probe.At(20, 20), kRedPixel);
  EXPECT_EQ(probe.At(23, 60), kRedPixel);
  EXPECT_EQ(probe.At(24, 60), kWhitePixel);
  EXPECT_EQ(probe.At(219, 119), kRedPixel);
  EXPECT_EQ(probe.At(100, 70), kWhitePixel);
  EXPECT_EQ(probe.At(19, 60), kWhitePixel);
}

TEST(RasterTest, DrawsBrokenAndDoubleBorders) {
  const RasterProbe dashed(ListOf({Border(3, 4)}), 256, 256);
  const int dashed_row = dashed.CountOther({30, 22, 180, 1}, kWhitePixel);
  EXPECT_GT(dashed_row, 90);
  EXPECT_LT(dashed_row, 150);
  const RasterProbe dotted(ListOf({Border(2, 6)}), 256, 256);
  const int dotted_row = dotted.CountOther({30, 23, 180, 1}, kWhitePixel);
  EXPECT_GT(dotted_row, 60);
  EXPECT_LT(dotted_row, 130);
  const RasterProbe doubled(ListOf({Border(4, 6)}), 256, 256);
  EXPECT_EQ(doubled.At(100, 20), kRedPixel);
  EXPECT_EQ(doubled.At(100, 23), kWhitePixel);
  EXPECT_EQ(doubled.At(100, 25), kRedPixel);
  EXPECT_EQ(doubled.At(100, 26), kWhitePixel);
}

TEST(RasterTest, DrawsEachSideOfItsOwn) {
  BorderItem border = Border(1, 10);
  border.top = {10, 1, kBlue};
  border.right = {0, 1, kGreen};
  border.bottom = {10, 0, kGreen};
  const RasterProbe probe(ListOf({border}), 256, 256);
  EXPECT_EQ(probe.At(120, 25), kBluePixel);
  EXPECT_EQ(probe.At(25, 80), kRedPixel);
  EXPECT_EQ(probe.At(25, 118), kRedPixel);   // no side below: the left one goes to the end
  EXPECT_EQ(probe.At(218, 25), kBluePixel);
  EXPECT_EQ(probe.At(215, 80), kWhitePixel);
  EXPECT_EQ(probe.At(120, 115), kWhitePixel);
  // The mitre: above the diagonal the top's colour, below it the left's.
  EXPECT_EQ(probe.At(28, 22), kBluePixel);
  EXPECT_EQ(probe.At(22, 28), kRedPixel);
}

TEST(RasterTest, RoundBordersAreRings) {
  BorderItem border = Border(1, 10);
  border.radii.values.fill(40);
  border.top.color = kBlue;
  const RasterProbe probe(ListOf({border}), 256, 256);
  EXPECT_EQ(probe.At(22, 22), kWhitePixel);
  EXPECT_EQ(probe.At(120, 25), kBluePixel);
  EXPECT_EQ(probe.At(25, 70), kRedPixel);
  EXPECT_EQ(probe.At(120, 70), kWhitePixel);
  EXPECT_EQ(probe.At(120, 115), kRedPixel);
}

TEST(RasterTest, ScalesImages) {
  const RasterProbe probe(ListOf({ImageItem{Checker(), {10, 10, 100, 100}, {0, 0, 256, 256}, false, false}}), 256, 256);
  EXPECT_EQ(probe.At(15, 15), kRedPixel);
  EXPECT_EQ(probe.At(105, 15), kBluePixel);
  EXPECT_EQ(probe.At(15, 105), kBluePixel);
  EXPECT_EQ(probe.At(105, 105), kRedPixel);
  EXPECT_EQ(probe.At(9, 15), kWhitePixel);
  EXPECT_EQ(probe.At(110, 105), kWhitePixel);
}

TEST(RasterTest, RepeatsImages) {
  const RasterProbe both(ListOf({ImageItem{Checker(), {10, 10, 2, 2}, {0, 0, 40, 40}, true, true}}), 256, 256);
  EXPECT_EQ(both.At(0, 0), kRedPixel);
  EXPECT_EQ(both.At(1, 0), kBluePixel);
  EXPECT_EQ(both.At(39, 39), kRedPixel);
  EXPECT_EQ(both.At(40, 39), kWhitePixel);
  const RasterProbe across(ListOf({ImageItem{Checker(), {10, 10, 2, 2}, {0, 0, 40, 40}, true, false}}), 256, 256);
  EXPECT_EQ(across.At(0, 10), kRedPixel);
  EXPECT_EQ(across.At(0, 9), kWhitePixel);
  EXPECT_EQ(across.At(0, 12), kWhitePixel);
}

TEST(RasterTest, DrawsListMarkers) {
  const RasterProbe probe(ListOf({EllipseItem{{20, 20, 20, 20}, kRed, true}, EllipseItem{{60, 20, 20, 20}, kRed, false}}),
                          256, 256);
  EXPECT_EQ(probe.At(30, 30), kRedPixel);
  EXPECT_EQ(probe.At(20, 20), kWhitePixel);
  EXPECT_EQ(probe.At(70, 30), kWhitePixel);
  EXPECT_NE(probe.At(60, 30), kWhitePixel);
}

TEST(RasterTest, ATransparentLayerHasNoBackground) {
  const RasterProbe probe(ListOf({FillItem{{10, 10, 20, 20}, {}, {255, 0, 0, 128}}}), 512, 256, /*transparent=*/true);
  EXPECT_EQ(probe.At(100, 100), 0u);
  EXPECT_EQ(probe.At(15, 15), 0x80800000u);  // premultiplied
  EXPECT_EQ(probe.uniform_tiles(), 1);
}

TEST(RasterTest, DrawsText) {
  std::string error;
  const auto fonts = FontSet::Create(FontSet::kDirectory, &error);
  ASSERT_TRUE(fonts) << error;
  const auto run = fonts->Shape(fonts->Get("sans-serif", 20, 400, false), "Hello");
  ASSERT_TRUE(run);
  const int width = static_cast<int>(run->advance);
  // Across the seam of two tiles.
  const RasterProbe probe(ListOf({TextItem{run, 235, 40, kBlue, {235, 20, width + 1, 24}}}), 512, 256);
  EXPECT_GT(probe.CountOther({235, 20, 21, 24}, kWhitePixel), 30);
  EXPECT_GT(probe.CountOther({256, 20, 20, 24}, kWhitePixel), 30);
  EXPECT_EQ(probe.CountOther({0, 0, 230, 256}, kWhitePixel), 0);
  EXPECT_EQ(probe.CountOther({300, 0, 212, 256}, kWhitePixel), 0);
  // The H's stem: fully inked.
  int inked = 0;
  for (int x = 235; x < 245; ++x) {
    inked = std::max(inked, 255 - static_cast<int>(probe.At(x, 35) >> 16 & 0xff));
  }
  EXPECT_GT(inked, 150);
}

TEST(RasterTest, SurvivesAbsurdLists) {
  constexpr int kHuge = 2'000'000'000;
  BorderItem border = Border(3, 2);
  border.rect = {-kHuge, -kHuge, kHuge, kHuge};
  BorderItem wide = Border(2, kHuge);
  BorderItem long_dashes = Border(3, 1);
  long_dashes.rect = {-100'000'000, 10, 200'000'000, 100};
  BorderItem long_curve = long_dashes;
  long_curve.radii.values.fill(50);
  CornerRadii radii;
  radii.values.fill(-5);
  const RasterProbe probe(
      ListOf({
          FillItem{{-kHuge, -kHuge, kHuge, kHuge}, {}, kRed},
          FillItem{{kHuge, kHuge, kHuge, kHuge}, {}, kRed},
          FillItem{{0, 0, -5, -5}, radii, kRed},
          border,
          wide,
          long_dashes,
          long_curve,
          TextItem{nullptr, 0, 0, kRed, {0, 0, kHuge, kHuge}},
          TextItem{std::make_shared<GlyphRun>(), 0, 0, kRed, {0, 0, 10, 10}},
          ImageItem{nullptr, {0, 0, 10, 10}, {0, 0, 10, 10}},
          ImageItem{Checker(), {0, 0, 0, 0}, {0, 0, 10, 10}, true, true},
          ImageItem{Checker(), {-kHuge, -kHuge, kHuge, kHuge}, {-kHuge, -kHuge, kHuge, kHuge}, true, true},
          EllipseItem{{-kHuge, 0, kHuge, kHuge}, kRed, true},
          PopClipItem{},
          PopClipItem{},
      }),
      300, 300);
  EXPECT_EQ(probe.width(), 300);
  std::vector<DisplayItem> deep(5000, PushClipItem{{0, 0, 200, 200}, {}});
  deep.push_back(FillItem{{0, 0, 300, 300}, {}, kRed});
  for (int i = 0; i < 5000; ++i) {
    deep.push_back(PopClipItem{});
  }
  deep.push_back(FillItem{{250, 250, 10, 10}, {}, kBlue});
  const RasterProbe clipped(ListOf(std::move(deep)), 300, 300);
  EXPECT_EQ(clipped.At(250, 100), kWhitePixel);
  EXPECT_EQ(clipped.At(100, 100), kRedPixel);
  EXPECT_EQ(clipped.At(255, 255), kBluePixel);
}

// A page with everything on it, used for the two tests below.
DisplayList Gallery(FontSet& fonts) {
  std::vector<DisplayItem> items;
  CornerRadii radii;
  radii.values.fill(12);
  const char* words[] = {"Bulkhead", "compartment", "raster", "Ünïcödé", "tiles"};
  for (int row = 0; row < 20; ++row) {
    for (int column = 0; column < 8; ++column) {
      const int x = 10 + column * 125;
      const int y = 10 + row * 90;
      const Color color{static_cast<uint8_t>(60 + row * 9), static_cast<uint8_t>(200 - column * 20), 140, 255};
      items.push_back(FillItem{{x, y, 115, 80}, radii, color});
      items.push_back(BorderItem{{x, y, 115, 80}, radii, {3, 1 + (row + column) % 4, kRed}, {3, 1 + row % 4, kBlue},
                                 {3, 1 + row % 4, kBlue}, {3, 1 + column % 4, kGreen}});
      items.push_back(ImageItem{Checker(), {x + 70, y + 10, 30, 30}, {x + 70, y + 10, 30, 30}});
      items.push_back(EllipseItem{{x + 8, y + 50, 10, 10}, kBlue, column % 2 == 0});
      const auto run = fonts.Shape(fonts.Get(column % 2 ? "serif" : "sans-serif", 12 + column, row % 2 ? 700 : 400, row % 3 == 0),
                                   words[(row + column) % 5]);
      items.push_back(PushClipItem{{x, y, 115, 80}, radii});
      items.push_back(TextItem{run, static_cast<float>(x + 8), static_cast<float>(y + 40), {255, 255, 255, 255},
                               {x + 8, y + 20, static_cast<int>(run->advance) + 1, 30}});
      items.push_back(PopClipItem{});
    }
  }
  return ListOf(std::move(items));
}

TEST(RasterTest, PixelsDoNotDependOnWhoDrewThem) {
  std::string error;
  const auto fonts = FontSet::Create(FontSet::kDirectory, &error);
  ASSERT_TRUE(fonts) << error;
  const RasterList list(std::make_shared<const DisplayList>(Gallery(*fonts)), false);
  const auto buffers = std::make_shared<TileBufferPool>(4);
  constexpr int kColumns = 4;
  constexpr int kTiles = kColumns * 7;
  auto draw = [&](uint32_t workers) {
    auto pool = WorkerPool::Create(workers, nullptr);
    std::vector<std::shared_ptr<const Tile>> tiles(kTiles);
    std::atomic<int> left{kTiles};
    std::promise<void> done;
    for (int i = 0; i < kTiles; ++i) {
      (*pool)->Post([&, i] {
        tiles[static_cast<size_t>(i)] =
            RasterTile(list, i % kColumns * kTileSide, i / kColumns * kTileSide, *buffers);
        if (--left == 0) {
          done.set_value();
        }
      });
    }
    done.get_future().wait();
    (*pool)->Stop();
    return tiles;
  };
  const auto alone = draw(1);
  const auto together = draw(2);
  for (size_t i = 0; i < alone.size(); ++i) {
    ASSERT_EQ(alone[i]->uniform(), together[i]->uniform()) << i;
    if (!alone[i]->uniform()) {
      ASSERT_TRUE(std::equal(alone[i]->pixels(), alone[i]->pixels() + kTilePixels, together[i]->pixels())) << i;
    }
  }
  // To be looked at: BULKHEAD_TEST_PNG=/some/file.png
  if (const char* path = std::getenv("BULKHEAD_TEST_PNG")) {
    RasterProbe probe(Gallery(*fonts), 1024, 768);
    cairo_surface_t* surface = cairo_image_surface_create_for_data(
        reinterpret_cast<unsigned char*>(const_cast<uint32_t*>(probe.pixels().data())), CAIRO_FORMAT_RGB24, 1024, 768, 4096);
    EXPECT_EQ(cairo_surface_write_to_png(surface, path), CAIRO_STATUS_SUCCESS);
    cairo_surface_destroy(surface);
  }
}

TEST(TileBufferPoolTest, KeepsSomeAndGivesThemBack) {
  const auto pool = std::make_shared<TileBufferPool>(2);
  {
    auto a = pool->Allocate();
    auto b = pool->Allocate();
    auto c = pool->Allocate();
    a.get()[kTilePixels - 1] = 1;
  }
  EXPECT_EQ(pool->kept(), 2u);
  { auto d = pool->Allocate(); }
  EXPECT_EQ(pool->kept(), 2u);
  pool->Trim();
  EXPECT_EQ(pool->kept(), 0u);
}

}  // namespace
}  // namespace bulkhead
