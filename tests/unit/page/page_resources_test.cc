#include "renderer/page/page_resources.h"

#include <gtest/gtest.h>

#include "tests/unit/page/fake_page_client.h"

namespace bulkhead {
namespace {

TEST(PageResources, AnswersOnce) {
  FakePageClient client;
  PageResources resources(client, "page.html");
  std::vector<std::string> got;
  resources.RequestFile("a", [&](std::optional<std::string> bytes) { got.push_back(bytes.value_or("none")); });
  resources.RequestFile("b", [&](std::optional<std::string> bytes) { got.push_back(bytes.value_or("none")); });
  EXPECT_EQ(resources.pending(), 2u);
  EXPECT_TRUE(resources.OnFile(client.requests[1].first, std::nullopt, "a directory"));
  EXPECT_TRUE(resources.OnFile(client.requests[0].first, "x", ""));
  EXPECT_FALSE(resources.OnFile(client.requests[0].first, "x", ""));
  EXPECT_FALSE(resources.OnFile(99, "x", ""));
  EXPECT_EQ(got, (std::vector<std::string>{"none", "x"}));
  ASSERT_EQ(client.console.size(), 1u);
  EXPECT_EQ(client.console[0].text, "cannot load b: a directory");
  EXPECT_EQ(client.console[0].source, "page.html");
}

TEST(PageResources, DecodesImages) {
  FakePageClient client;
  PageResources resources(client, "page.html");
  int answers = 0;
  resources.DecodeImage("bytes", "a.png", [&](std::shared_ptr<const BitmapImage> image) { answers += image ? 1 : 10; });
  EXPECT_TRUE(resources.OnImage(client.decodes[0].first, nullptr));
  EXPECT_FALSE(resources.OnImage(client.decodes[0].first, nullptr));
  EXPECT_EQ(answers, 10);
  EXPECT_EQ(client.console.size(), 1u);
}

TEST(PageResources, RefusesTooMany) {
  FakePageClient client;
  PageResources resources(client, "page.html");
  int refused = 0;
  for (uint32_t i = 0; i < PageResources::kMaxRequests + 5; ++i) {
    resources.RequestFile("f", [&](std::optional<std::string> bytes) { refused += !bytes; });
  }
  resources.RequestFile("", [&](std::optional<std::string> bytes) { refused += !bytes; });
  EXPECT_EQ(refused, 6);
  EXPECT_EQ(client.requests.size(), PageResources::kMaxRequests);
}

}  // namespace
}  // namespace bulkhead
