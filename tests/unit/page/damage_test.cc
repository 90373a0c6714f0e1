#include "renderer/paint/damage.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

DisplayList Boxes(std::initializer_list<int> places) {
  DisplayList list;
  for (int x : places) {
    list.items.emplace_back(FillItem{{x, 0, 5, 5}, {}, Color{}});
  }
  return list;
}

TEST(Damage, NothingForTheSame) {
  EXPECT_EQ(FindDamage(Boxes({1, 20}), Boxes({1, 20})), std::vector<Rect>{});
  EXPECT_EQ(FindDamage(Boxes({}), Boxes({})), std::vector<Rect>{});
}

TEST(Damage, OldAndNewPlace) {
  EXPECT_EQ(FindDamage(Boxes({1, 20, 40}), Boxes({1, 60, 40})), (std::vector<Rect>{{20, 0, 5, 5}, {60, 0, 5, 5}}));
  EXPECT_EQ(FindDamage(Boxes({1}), Boxes({3})), (std::vector<Rect>{{1, 0, 7, 5}})) << "overlapping ones are joined";
}

TEST(Damage, ItemsComeAndGo) {
  EXPECT_EQ(FindDamage(Boxes({1, 20, 40}), Boxes({1, 40})), (std::vector<Rect>{{20, 0, 5, 5}}));
  EXPECT_EQ(FindDamage(Boxes({1, 40}), Boxes({1, 20, 40})), (std::vector<Rect>{{20, 0, 5, 5}}));
  EXPECT_EQ(FindDamage(Boxes({}), Boxes({7})), (std::vector<Rect>{{7, 0, 5, 5}}));
}

TEST(Damage, AnywhereWhenTheCanvasChanges) {
  DisplayList other = Boxes({1});
  other.background = Color{1, 2, 3, 255};
  EXPECT_EQ(FindDamage(Boxes({1}), other), std::nullopt);
}

TEST(Damage, ManyAreJoined) {
  DisplayList before;
  DisplayList after;
  for (int i = 0; i < 200; ++i) {
    before.items.emplace_back(FillItem{{i * 10, 0, 5, 5}, {}, Color{}});
    after.items.emplace_back(FillItem{{i * 10, 0, 5, 5}, {}, Color{1, 1, 1, 1}});
  }
  std::optional<std::vector<Rect>> damage = FindDamage(before, after);
  ASSERT_TRUE(damage);
  EXPECT_LE(damage->size(), kMaxDamageRects);
  for (const DisplayItem& item : after.items) {
    Rect bounds = BoundsOf(item);
    EXPECT_TRUE(std::any_of(damage->begin(), damage->end(), [&](const Rect& rect) { return rect.Intersects(bounds); }));
  }
}

TEST(Damage, EachKindOfItem) {
  const DisplayItem items[] = {
      FillItem{{0, 0, 9, 9}, {}, Color{}},
      FillItem{{0, 0, 9, 9}, {{1}}, Color{}},
      BorderItem{{0, 0, 9, 9}, {}, {1, 1, Color{}}, {}, {}, {}},
      BorderItem{{0, 0, 9, 9}, {}, {1, 2, Color{}}, {}, {}, {}},
      TextItem{std::make_shared<GlyphRun>(), 1, 2, Color{}, {0, 0, 9, 9}},
      TextItem{std::make_shared<GlyphRun>(), 1, 2, Color{}, {0, 0, 9, 9}},
      ImageItem{nullptr, {0, 0, 9, 9}, {0, 0, 9, 9}, false, false},
      ImageItem{nullptr, {0, 0, 9, 9}, {0, 0, 9, 9}, true, false},
      EllipseItem{{0, 0, 9, 9}, Color{}, true},
      EllipseItem{{0, 0, 9, 9}, Color{}, false},
      PushClipItem{{0, 0, 9, 9}, {}},
      PushClipItem{{0, 0, 9, 8}, {}},
      PopClipItem{},
  };
  for (size_t i = 0; i < std::size(items); ++i) {
    for (size_t k = 0; k < std::size(items); ++k) {
      EXPECT_EQ(LooksAlike(items[i], items[k]), i == k) << i << " " << k;
    }
  }
  EXPECT_EQ(BoundsOf(items[4]), (Rect{0, 0, 9, 9}));
  EXPECT_TRUE(BoundsOf(items[12]).empty());
}

}  // namespace
}  // namespace bulkhead
