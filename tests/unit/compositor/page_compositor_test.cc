// A page from commits to frames, in virtual time: raster happens when a test says so.
#include "renderer/compositor/page_compositor.h"

#include <algorithm>
#include <deque>

#include <gtest/gtest.h>

#include "renderer/raster/tile_raster.h"
#include "tests/unit/compositor/test_pictures.h"

namespace bulkhead {
namespace {

using std::chrono::milliseconds;

constexpr int kWidth = 600;
constexpr int kHeight = 400;

class FakeOutlet final : public PageOutlet {
 public:
  struct Work {
    uint64_t serial;
    RasterBatch batch;
    JobPriority priority;
  };
  void BeginFrame(uint32_t, TimePoint time) override { begun.push_back(time); }
  void FrameReady(const FrameNotice& notice) override { frames.push_back(notice); }
  void Raster(uint32_t, uint64_t serial, RasterBatch batch, JobPriority priority) override {
    tiles_asked += batch.tiles.size();
    work.push_back({serial, std::move(batch), priority});
  }

  std::vector<TimePoint> begun;
  std::vector<FrameNotice> frames;
  std::deque<Work> work;
  size_t tiles_asked = 0;
};

class PageCompositorTest : public testing::Test {
 protected:
  PageCompositorTest() : page_(7, schedule_, outlet_) {}

  void OpenRing(uint32_t width = kWidth, uint32_t height = kHeight) {
    geometry_ = FrameRingGeometry::For(width, height);
    auto memfd = CreateSharedMemory("ring", geometry_.total_bytes());
    ASSERT_TRUE(memfd);
    auto mapping = SharedMapping::Create(memfd->get(), geometry_.total_bytes());
    ASSERT_TRUE(mapping);
    browser_side_ = std::move(*mapping);
    auto buffers = FrameBuffers::Create(memfd->get(), geometry_);
    ASSERT_TRUE(buffers);
    page_.OnRing(std::move(*buffers), now_);
    Advance();
  }
  void Advance() { wake_ = page_.Advance(now_); }
  void Post(Commit commit) {
    commit.page = 7;
    commit.id = ++commits_;
    page_.OnAnswer(std::move(commit), now_);
    Advance();
  }
  // Does the oldest batch.
  void Raster() {
    ASSERT_FALSE(outlet_.work.empty());
    FakeOutlet::Work work = std::move(outlet_.work.front());
    outlet_.work.pop_front();
    if (*work.batch.cancelled) {
      return;
    }
    for (RasteredTile& tile : work.batch.tiles) {
      const RasterList& list = tile.layer == LayerKind::kScrolling ? *work.batch.scrolling : *work.batch.fixed;
      tile.tile = RasterTile(list, tile.key.rect().x, tile.key.rect().y, *tile_buffers_);
    }
    page_.OnTiles(work.serial, std::move(work.batch.tiles));
    Advance();
  }
  void RasterAll() {
    while (!outlet_.work.empty()) {
      Raster();
    }
  }
  void CreditAllButLast() {
    while (credited_ + 1 < outlet_.frames.size()) {
      page_.OnCredit(outlet_.frames[credited_++].buffer, now_);
      Advance();
    }
  }
  void NextTick() {
    now_ = schedule_.Begin(schedule_.Index(now_) + 1);
    Advance();
  }
  uint32_t Pixel(int x, int y) const {
    const auto* pixels = reinterpret_cast<const uint32_t*>(browser_side_.bytes().data() +
                                                          geometry_.offset(outlet_.frames.back().buffer));
    return pixels[y * static_cast<int>(geometry_.width) + x];
  }

  static std::shared_ptr<const DisplayList> List(std::vector<DisplayItem> items) {
    return std::make_shared<const DisplayList>(DisplayList{std::move(items), {255, 255, 255, 255}});
  }
  static Commit Content(std::vector<DisplayItem> items, int height = kHeight) {
    Commit commit;
    commit.list = List(std::move(items));
    commit.content_width = kWidth;
    commit.content_height = height;
    return commit;
  }

  const TickSchedule schedule_{kStart};
  TimePoint now_ = kStart;
  FakeOutlet outlet_;
  PageCompositor page_;
  std::shared_ptr<TileBufferPool> tile_buffers_ = std::make_shared<TileBufferPool>(16);
  FrameRingGeometry geometry_;
  SharedMapping browser_side_;
  std::optional<TimePoint> wake_;
  uint64_t commits_ = 0;
  size_t credited_ = 0;
};

TEST_F(PageCompositorTest, ShowsTheFirstCommitWhenItsVisibleTilesAreThere) {
  OpenRing();
  EXPECT_TRUE(outlet_.frames.empty());
  Post(Content({FillItem{{10, 10, 500, 300}, {}, kRed}}));
  ASSERT_EQ(outlet_.work.size(), 1u);
  EXPECT_EQ(outlet_.work[0].batch.tiles.size(), 6u);  // 3 x 2
  EXPECT_EQ(outlet_.work[0].priority, JobPriority::kFrame);
  EXPECT_TRUE(outlet_.frames.empty());
  Raster();
  ASSERT_EQ(outlet_.frames.size(), 1u);
  EXPECT_EQ(outlet_.frames[0].page, 7u);
  EXPECT_EQ(outlet_.frames[0].commit, 1u);
  EXPECT_TRUE(outlet_.frames[0].stamp.run_start);
  EXPECT_EQ(Pixel(0, 0), kWhitePixel);
  EXPECT_EQ(Pixel(10, 10), kRedPixel);
  EXPECT_EQ(Pixel(509, 309), kRedPixel);
  EXPECT_EQ(Pixel(510, 309), kWhitePixel);
  EXPECT_EQ(Pixel(599, 399), kWhitePixel);
  EXPECT_FALSE(wake_);
}

TEST_F(PageCompositorTest, CommitAndRingMayComeInEitherOrder) {
  page_.RequestMainFrame(now_);
  Advance();
  EXPECT_EQ(outlet_.begun.size(), 1u);
  Post(Content({FillItem{{0, 0, 50, 50}, {}, kRed}}));
  EXPECT_TRUE(outlet_.work.empty());
  OpenRing();
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 1u);
  EXPECT_EQ(Pixel(5, 5), kRedPixel);
}

TEST_F(PageCompositorTest, RastersTheRowsAroundOnceAtRest) {
  OpenRing();
  Post(Content({FillItem{{0, 0, kWidth, 4000}, {}, kRed}}, 4000));
  Raster();
  ASSERT_EQ(outlet_.frames.size(), 1u);
  ASSERT_EQ(outlet_.work.size(), 1u);
  EXPECT_EQ(outlet_.work[0].priority, JobPriority::kBackground);
  EXPECT_EQ(outlet_.work[0].batch.tiles.size(), 3u);  // one row below; there is none above
  Raster();
  EXPECT_TRUE(outlet_.work.empty());
  EXPECT_FALSE(wake_);
}

TEST_F(PageCompositorTest, OnlyDamagedTilesAreRasteredAndOnlyDamageIsCopied) {
  OpenRing();
  Post(Content({FillItem{{0, 0, 100, 100}, {}, kRed}}));
  RasterAll();
  const size_t before = outlet_.tiles_asked;
  // Scribble into the buffer that is free: what is not damaged must not be written a third time.
  NextTick();
  Commit next = Content({FillItem{{0, 0, 100, 100}, {}, kBlue}});
  next.damage = std::vector<Rect>{{0, 0, 100, 100}};
  Post(next);
  EXPECT_EQ(outlet_.tiles_asked - before, 1u);
  Raster();
  ASSERT_EQ(outlet_.frames.size(), 2u);
  EXPECT_EQ(Pixel(50, 50), kBluePixel);
  EXPECT_EQ(Pixel(300, 300), kWhitePixel);  // the second buffer was new: drawn whole
  EXPECT_NE(outlet_.frames[0].buffer, outlet_.frames[1].buffer);
  CreditAllButLast();
  auto* first = reinterpret_cast<uint32_t*>(browser_side_.bytes().data() + geometry_.offset(outlet_.frames[0].buffer));
  first[300 * kWidth + 300] = 0x12345678;
  NextTick();
  Commit third = Content({FillItem{{0, 0, 100, 100}, {}, kRed}, FillItem{{200, 0, 10, 10}, {}, kRed}});
  third.damage = std::vector<Rect>{{200, 0, 10, 10}};
  Post(third);
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 3u);
  EXPECT_EQ(Pixel(205, 5), kRedPixel);
  EXPECT_EQ(Pixel(300, 300), 0x12345678u);  // untouched
  EXPECT_EQ(Pixel(50, 50), kRedPixel);      // damage of the frame before, which this buffer had missed
}

TEST_F(PageCompositorTest, ThePictureStaysWhileTheNextIsRastered) {
  OpenRing();
  Post(Content({FillItem{{0, 0, 600, 400}, {}, kRed}}));
  RasterAll();
  NextTick();
  Post(Content({FillItem{{0, 0, 600, 400}, {}, kBlue}}));
  for (int tick = 0; tick < 5; ++tick) {
    NextTick();
  }
  EXPECT_EQ(outlet_.frames.size(), 1u);
  EXPECT_EQ(Pixel(300, 300), kRedPixel);
  EXPECT_EQ(page_.due(now_), 6u);
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 2u);
  EXPECT_EQ(Pixel(300, 300), kBluePixel);
  EXPECT_EQ(outlet_.frames[1].stamp.due, 7u);
}

TEST_F(PageCompositorTest, TheLatestWaitingCommitWins) {
  OpenRing();
  Post(Content({FillItem{{0, 0, 600, 400}, {}, kRed}}));  // 1: being rastered
  Commit second = Content({FillItem{{0, 0, 600, 400}, {}, kRed}, FillItem{{10, 10, 10, 10}, {}, kBlue}});
  second.damage = std::vector<Rect>{{10, 10, 10, 10}};
  Post(second);
  Commit third = Content({FillItem{{0, 0, 600, 400}, {}, kRed}, FillItem{{10, 10, 10, 10}, {}, kBlue},
                          FillItem{{300, 10, 10, 10}, {}, kBlue}});
  third.damage = std::vector<Rect>{{300, 10, 10, 10}};
  Post(third);
  RasterAll();
  NextTick();
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 2u);
  EXPECT_EQ(outlet_.frames[0].commit, 1u);
  EXPECT_EQ(outlet_.frames[1].commit, 3u);
  EXPECT_EQ(Pixel(15, 15), kBluePixel);  // the damage of the one left out is not lost
  EXPECT_EQ(Pixel(305, 15), kBluePixel);
}

TEST_F(PageCompositorTest, WhatCannotBeSeenIsNotDrawnAndWasNotDue) {
  OpenRing();
  Post(Content({FillItem{{0, 0, 100, 100}, {}, kRed}}, 3000));
  RasterAll();
  for (int i = 0; i < 10; ++i) {
    NextTick();
    Commit below = Content({FillItem{{0, 0, 100, 100}, {}, kRed}, FillItem{{0, 2000 + i, 10, 10}, {}, kBlue}}, 3000);
    below.damage = std::vector<Rect>{{0, 2000, 10, 40}};
    Post(below);
    RasterAll();
  }
  NextTick();
  EXPECT_EQ(outlet_.frames.size(), 1u);
  EXPECT_EQ(page_.due(now_), 1u);
  EXPECT_TRUE(page_.at_rest());
}

TEST_F(PageCompositorTest, AnAnimationIsDrawnOnEachTick) {
  OpenRing();
  page_.RequestMainFrame(now_);
  Advance();
  for (int tick = 0; tick < 60; ++tick) {
    ASSERT_EQ(outlet_.begun.size(), static_cast<size_t>(tick + 1));
    Commit frame = Content({FillItem{{tick, 10, 10, 10}, {}, kRed}});
    if (tick > 0) {
      frame.damage = std::vector<Rect>{{tick - 1, 10, 11, 10}};
    }
    frame.animating = true;
    Post(frame);
    RasterAll();
    CreditAllButLast();
    ASSERT_TRUE(wake_);
    now_ = *wake_;
    Advance();
  }
  EXPECT_EQ(outlet_.frames.size(), 60u);
  EXPECT_EQ(outlet_.frames.back().stamp.due, 60u);
  EXPECT_EQ(outlet_.begun[1] - outlet_.begun[0], schedule_.Begin(1) - schedule_.Begin(0));
}

TEST_F(PageCompositorTest, JumpsToAnOffset) {
  OpenRing();
  Post(Content({FillItem{{0, 1000, 600, 100}, {}, kRed}}, 5000));
  RasterAll();
  NextTick();
  Commit jump = Content({FillItem{{0, 1000, 600, 100}, {}, kRed}}, 5000);
  jump.damage.emplace();
  jump.scroll = ScrollRequest{990, false};
  Post(jump);
  EXPECT_EQ(page_.offset(), 0);  // not before its tiles are there
  RasterAll();
  EXPECT_EQ(page_.offset(), 990);
  EXPECT_EQ(Pixel(300, 9), kWhitePixel);
  EXPECT_EQ(Pixel(300, 10), kRedPixel);
  EXPECT_EQ(Pixel(300, 109), kRedPixel);
  EXPECT_EQ(Pixel(300, 110), kWhitePixel);
  // Beyond the end is the end.
  NextTick();
  CreditAllButLast();
  jump.scroll = ScrollRequest{1'000'000, false};
  Post(jump);
  RasterAll();
  EXPECT_EQ(page_.offset(), 5000 - kHeight);
}

TEST_F(PageCompositorTest, ScrollsSmoothlyWhileMainIsStuck) {
  OpenRing();
  std::vector<DisplayItem> stripes;
  for (int y = 0; y < 20'000; y += 20) {
    stripes.push_back(FillItem{{0, y, 600, 10}, {}, kRed});
  }
  Post(Content(stripes, 20'000));
  RasterAll();
  NextTick();
  page_.RequestMainFrame(now_);  // never answered
  Commit scroll = Content(stripes, 20'000);
  scroll.damage.emplace();
  scroll.scroll = ScrollRequest{12'000, true};
  Post(scroll);
  page_.RequestMainFrame(now_);
  Advance();
  int last = -1;
  int ticks = 0;
  size_t most_tiles = 0;
  while (page_.offset() < 12'000) {
    ASSERT_LT(++ticks, 400);
    RasterAll();
    CreditAllButLast();
    ASSERT_GE(page_.offset(), last);
    last = page_.offset();
    ASSERT_FALSE(outlet_.frames.empty());
    EXPECT_EQ(Pixel(5, 0), (last % 20) < 10 ? kRedPixel : kWhitePixel);
    ASSERT_TRUE(wake_);
    now_ = *wake_;
    const size_t asked = outlet_.tiles_asked;
    Advance();
    most_tiles = std::max(most_tiles, outlet_.tiles_asked - asked);
  }
  RasterAll();
  // 12 000 pixels take 3 s: 180 ticks, of which nearly each moves.
  EXPECT_GT(outlet_.frames.size(), 150u);
  EXPECT_LE(ticks, 182);
  EXPECT_LE(most_tiles, 6u);  // two rows of three: one entered, one ahead
  EXPECT_EQ(page_.offset(), 12'000);
}

TEST_F(PageCompositorTest, AFixedLayerLiesOnTopAndDoesNotScroll) {
  OpenRing();
  Commit commit = Content({FillItem{{0, 0, 600, 5000}, {}, kRed}}, 5000);
  commit.fixed = List({FillItem{{0, 0, 600, 40}, {}, kBlue}, FillItem{{0, 300, 100, 100}, {}, {0, 0, 0, 128}}});
  commit.scroll = ScrollRequest{700, false};
  Post(commit);
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 1u);
  EXPECT_EQ(Pixel(300, 39), kBluePixel);
  EXPECT_EQ(Pixel(300, 40), kRedPixel);
  EXPECT_EQ(Pixel(50, 350) >> 16, 0xff7fu);
  // Without it, what it hid comes back.
  NextTick();
  Commit without = Content({FillItem{{0, 0, 600, 5000}, {}, kRed}}, 5000);
  without.damage.emplace();
  Post(without);
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 2u);
  EXPECT_EQ(Pixel(300, 10), kRedPixel);
}

TEST_F(PageCompositorTest, AnotherRingIsAnotherViewport) {
  OpenRing();
  Post(Content({FillItem{{0, 0, 2000, 2000}, {}, kRed}}, 2000));
  RasterAll();
  NextTick();
  OpenRing(1000, 900);
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 2u);
  EXPECT_EQ(Pixel(999, 899), kRedPixel);
  NextTick();
  OpenRing(100, 100);
  RasterAll();
  ASSERT_EQ(outlet_.frames.size(), 3u);
  EXPECT_EQ(Pixel(99, 99), kRedPixel);
}

TEST_F(PageCompositorTest, WithoutCreditsItWaits) {
  OpenRing();
  for (int i = 0; i < 5; ++i) {
    Post(Content({FillItem{{i, 0, 100, 100}, {}, kRed}}));
    RasterAll();
    NextTick();
  }
  EXPECT_EQ(outlet_.frames.size(), 2u);  // both buffers are the browser's
  EXPECT_FALSE(wake_);
  page_.OnCredit(outlet_.frames[0].buffer, now_);
  page_.OnCredit(outlet_.frames[0].buffer, now_);  // twice: the second is none
  page_.OnCredit(99, now_);
  Advance();
  EXPECT_EQ(outlet_.frames.size(), 3u);
  EXPECT_EQ(outlet_.frames.back().commit, 5u);
}

TEST(FrameBuffersTest, RefusesWhatIsNoRing) {
  const FrameRingGeometry good = FrameRingGeometry::For(100, 50);
  auto memfd = CreateSharedMemory("ring", good.total_bytes());
  ASSERT_TRUE(memfd);
  EXPECT_TRUE(FrameBuffers::Create(memfd->get(), good));
  for (const FrameRingGeometry& bad :
       {FrameRingGeometry{0, 50, 0, 2}, FrameRingGeometry{100, 0, 400, 2}, FrameRingGeometry{100, 50, 404, 2},
        FrameRingGeometry{100, 50, 400, 0}, FrameRingGeometry{100, 50, 400, 100}, FrameRingGeometry::For(8193, 1),
        FrameRingGeometry::For(100, 4000)}) {
    EXPECT_FALSE(FrameBuffers::Create(memfd->get(), bad)) << bad.width << "x" << bad.height;
  }
}

TEST(SmoothScrollTest, EasesOut) {
  const SmoothScroll scroll(100, 1100, kStart);
  EXPECT_EQ(SmoothScroll::DurationFor(1000), milliseconds(700));
  EXPECT_EQ(scroll.At(kStart - milliseconds(5)), 100);
  EXPECT_EQ(scroll.At(kStart), 100);
  EXPECT_EQ(scroll.At(kStart + milliseconds(350)), 975);
  EXPECT_EQ(scroll.At(kStart + milliseconds(700)), 1100);
  EXPECT_TRUE(scroll.Done(kStart + milliseconds(700)));
  EXPECT_EQ(SmoothScroll::DurationFor(-3000), milliseconds(750));
  EXPECT_EQ(SmoothScroll::DurationFor(40'000), std::chrono::seconds(10));
  // Never more than a row of tiles in a tick.
  const SmoothScroll far(0, 100'000, kStart);
  const TickSchedule schedule(kStart);
  for (int64_t tick = 0; tick < 1500; ++tick) {
    EXPECT_LE(far.At(schedule.Begin(tick + 1)) - far.At(schedule.Begin(tick)), kTileSide);
  }
}

TEST(DamageRegionTest, KeepsAFewRectanglesWithinItsBounds) {
  DamageRegion region(Rect{0, 0, 100, 100});
  EXPECT_TRUE(region.empty());
  region.Add({200, 0, 10, 10});
  EXPECT_TRUE(region.empty());
  region.Add({90, 90, 50, 50});
  EXPECT_EQ(region.rects(), (std::vector<Rect>{{90, 90, 10, 10}}));
  region.Add({95, 95, 2, 2});
  EXPECT_EQ(region.rects().size(), 1u);
  region.Add({80, 80, 20, 20});
  EXPECT_EQ(region.rects(), (std::vector<Rect>{{80, 80, 20, 20}}));
  region.Clear();
  for (int i = 0; i < 17; ++i) {
    region.Add({5 * i, 5, 2, 2});
  }
  EXPECT_EQ(region.rects(), (std::vector<Rect>{{0, 5, 82, 2}}));
  region.Add({-2'000'000'000, -2'000'000'000, 2'147'483'647, 2'147'483'647});
  EXPECT_EQ(region.rects().back(), (Rect{0, 0, 100, 100}));
}

}  // namespace
}  // namespace bulkhead
