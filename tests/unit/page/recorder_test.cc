#include "renderer/layout/recorder.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

constexpr int kFixed = Recorder::kFixedOffset;

TEST(Recorder, SortsFixedItemsOut) {
  Recorder recorder;
  recorder.Fill({1, 2, 3, 4}, {}, Color{});
  recorder.PushClip({kFixed + 5, 6, 7, 8}, {});
  recorder.Fill({kFixed + 5, 6, 7, 8}, {}, Color{});
  recorder.PopClip();
  Recorder::Lists lists = recorder.Take();
  ASSERT_EQ(lists.page->items.size(), 1u);
  ASSERT_TRUE(lists.fixed);
  ASSERT_EQ(lists.fixed->items.size(), 3u);
  EXPECT_EQ(std::get<FillItem>(lists.fixed->items[1]).rect, (Rect{5, 6, 7, 8}));
}

TEST(Recorder, LeavesOutWhatDoesNotShow) {
  Recorder recorder;
  recorder.Fill({0, 0, 0, 10}, {}, Color{});
  recorder.Fill({0, 0, 10, 10}, {}, Color{0, 0, 0, 0});
  recorder.PushClip({0, 0, 10, 10}, {});
  recorder.PopClip();
  recorder.PopClip();
  recorder.Text(std::make_shared<GlyphRun>(), 0, 0, Color{}, {0, 0, 5, 5});
  recorder.Image({nullptr, {0, 0, 0, 0}, {0, 0, 5, 5}, false, false});
  recorder.Ellipse({{0, 0, -1, 5}, {}, true});
  Recorder::Lists lists = recorder.Take();
  EXPECT_TRUE(lists.page->items.empty());
  EXPECT_FALSE(lists.fixed);
}

TEST(Recorder, ClosesOpenClips) {
  Recorder recorder;
  recorder.PushClip({0, 0, 10, 10}, {});
  recorder.Fill({0, 0, 10, 10}, {}, Color{});
  EXPECT_TRUE(std::holds_alternative<PopClipItem>(recorder.Take().page->items.back()));
}

}  // namespace
}  // namespace bulkhead
