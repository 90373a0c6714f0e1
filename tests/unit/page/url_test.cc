#include "renderer/page/url.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(Url, Resolve) {
  EXPECT_EQ(ResolveUrl("", "a.png"), "a.png");
  EXPECT_EQ(ResolveUrl("", " ./x//a.png?v=1#top "), "x/a.png");
  EXPECT_EQ(ResolveUrl("css/a.css", "img/b.png"), "css/img/b.png");
  EXPECT_EQ(ResolveUrl("css/a.css", "../b.png"), "b.png");
  EXPECT_EQ(ResolveUrl("css/a.css", "../../b.png"), "../b.png");
  EXPECT_EQ(ResolveUrl("", "../../b"), "../../b");
  EXPECT_EQ(ResolveUrl("css/a.css", "/etc/passwd"), "/etc/passwd");
  EXPECT_EQ(ResolveUrl("css/a.css", "http://x/y"), "http://x/y");
  EXPECT_EQ(ResolveUrl("", "a/b:c"), "a/b:c");
  EXPECT_EQ(ResolveUrl("", ""), "");
  EXPECT_EQ(ResolveUrl("", "#top"), "");
}

TEST(Url, Data) {
  EXPECT_EQ(DecodeDataUrl("data:image/png;base64,aGVsbG8="), "hello");
  EXPECT_EQ(DecodeDataUrl("data:;base64,aGVs bG8"), "hello");
  EXPECT_EQ(DecodeDataUrl("data:image/png;base64,"), "");
  EXPECT_EQ(DecodeDataUrl("data:image/png,hello"), std::nullopt);
  EXPECT_EQ(DecodeDataUrl("data:;base64,a*b"), std::nullopt);
  EXPECT_EQ(DecodeDataUrl("image.png"), std::nullopt);
}

}  // namespace
}  // namespace bulkhead
