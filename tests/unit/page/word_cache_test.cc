#include "renderer/text/word_cache.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

// The cache never looks into a font.
const Font& FakeFont(uintptr_t number) {
  return *reinterpret_cast<const Font*>(number * 64);
}

TEST(WordCache, KeepsByFontAndWord) {
  WordCache cache;
  auto run = std::make_shared<GlyphRun>();
  cache.Add(FakeFont(1), "word", run);
  EXPECT_EQ(cache.Find(FakeFont(1), "word"), run);
  EXPECT_EQ(cache.Find(FakeFont(2), "word"), nullptr);
  EXPECT_EQ(cache.Find(FakeFont(1), "wor"), nullptr);
}

TEST(WordCache, IsBoundedAndKeepsWhatIsUsed) {
  WordCache cache;
  auto run = std::make_shared<GlyphRun>();
  cache.Add(FakeFont(1), "kept", run);
  for (size_t i = 0; i < WordCache::kGeneration * 5; ++i) {
    cache.Add(FakeFont(1), std::to_string(i), run);
    ASSERT_NE(cache.Find(FakeFont(1), "kept"), nullptr) << i;
  }
  EXPECT_LE(cache.size(), WordCache::kGeneration * 2);
  EXPECT_EQ(cache.Find(FakeFont(1), "0"), nullptr);
  cache.Add(FakeFont(1), std::string(100, 'x'), run);
  EXPECT_EQ(cache.Find(FakeFont(1), std::string(100, 'x')), nullptr) << "too long to be kept";
}

}  // namespace
}  // namespace bulkhead
