#include "browser/core/resource_path.h"

#include <gtest/gtest.h>

namespace bulkhead {
namespace {

TEST(ResourcePathTest, Table) {
  struct Row {
    std::string_view url;
    ResourceVerdict verdict;
    std::string_view path = "";
  };
  using enum ResourceVerdict;
  const Row rows[] = {
      {"a.png", kOk, "a.png"},
      {"images/a.PNG", kOk, "images/a.PNG"},
      {"./images//a.png", kOk, "images/a.png"},
      {"a.css?v=3", kOk, "a.css"},
      {"a.css#top", kOk, "a.css"},
      {"with%20space.js", kOk, "with space.js"},
      {"", kNotFound},
      {"?", kNotFound},
      {"./", kNotFound},
      {"a%2.png", kNotFound},
      {"a%00.png", kNotFound},
      {"a\\b.png", kNotFound},
      {"/etc/passwd", kOutside},
      {"%2Fetc/passwd.txt", kOutside},
      {"file:///etc/passwd", kOutside},
      {"http://example.org/a.png", kOutside},
      {"data:image/png;base64,AAAA", kOutside},
      {"../a.png", kOutside},
      {"images/../../a.png", kOutside},
      {"images/%2e%2e/a.png", kOutside},
      {".git/config.txt", kHidden},
      {"images/.secret.png", kHidden},
      {"a", kType},
      {"id_rsa", kType},
      {"a.so", kType},
      {"directory/", kType},
  };
  for (const Row& row : rows) {
    std::string path;
    EXPECT_EQ(NameOf(CheckResourceUrl(row.url, &path)), NameOf(row.verdict)) << row.url;
    if (row.verdict == kOk) {
      EXPECT_EQ(path, row.path);
    }
  }
  std::string path;
  std::string long_name(5000, 'a');
  long_name += ".png";
  EXPECT_EQ(CheckResourceUrl(long_name, &path), kNotFound);
}

TEST(ResourceBudgetTest, CountOutstandingAndBytes) {
  ResourceBudget budget;
  for (uint32_t i = 0; i < ResourceBudget::kMaxOutstanding; ++i) {
    EXPECT_TRUE(budget.Begin());
  }
  EXPECT_FALSE(budget.Begin());
  EXPECT_TRUE(budget.End(ResourceBudget::kMaxBytes - 10));
  EXPECT_EQ(budget.bytes_left(), 10u);
  EXPECT_FALSE(budget.End(11));
  EXPECT_TRUE(budget.End(10));
  EXPECT_FALSE(budget.Begin());
}

TEST(ResourceBudgetTest, CountIsForAPagesWholeLife) {
  ResourceBudget budget;
  for (uint32_t i = 0; i < ResourceBudget::kMaxCount; ++i) {
    ASSERT_TRUE(budget.Begin());
    ASSERT_TRUE(budget.End(0));
  }
  EXPECT_FALSE(budget.Begin());
}

}  // namespace
}  // namespace bulkhead
