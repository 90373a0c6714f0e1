#include "browser/host/page_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

class PageSourceTest : public testing::Test {
 protected:
  std::string Refusal(const std::string& argument) {
    UserError error;
    EXPECT_FALSE(FindPage(argument, dir_.path() / "demos", &error).has_value()) << argument;
    EXPECT_EQ(error.what, "cannot open page");
    EXPECT_EQ(error.where, argument);
    EXPECT_FALSE(error.remedy.empty());
    return error.why;
  }
  TempDir dir_;
};

TEST_F(PageSourceTest, FileIsFoundWithItsRealDirectory) {
  dir_.Write("real/a.html", "<p>hello");
  std::filesystem::create_directory_symlink(dir_.path() / "real", dir_.path() / "link");
  UserError error;
  const std::string argument = dir_.path() / "link/a.html";
  auto page = FindPage(argument, {}, &error);
  ASSERT_TRUE(page.has_value()) << error.Line();
  EXPECT_EQ(page->label, argument);
  EXPECT_EQ(page->directory, std::filesystem::canonical(dir_.path() / "real"));
  EXPECT_EQ(page->site, page->directory);
}

TEST_F(PageSourceTest, DemoHasItsNameAsSite) {
  dir_.Write("demos/clock.html", "<title>Clock</title>");
  UserError error;
  auto page = FindPage("demo:clock", dir_.path() / "demos", &error);
  ASSERT_TRUE(page.has_value()) << error.Line();
  EXPECT_EQ(page->site, "demo:clock");
  EXPECT_EQ(page->label, "demo:clock");
}

TEST_F(PageSourceTest, EachMistakeHasItsReason) {
  EXPECT_EQ(Refusal(dir_.path() / "none.html"), "no such file");
  EXPECT_EQ(Refusal(dir_.path()), "is a directory");
  EXPECT_EQ(Refusal("demo:none"), "no such demo");
  EXPECT_EQ(Refusal("demo:../a"), "no such demo");
  EXPECT_EQ(Refusal(dir_.Write("notes.txt", "plain words")), "not HTML");
  EXPECT_EQ(Refusal(dir_.Write("picture.html", std::string("\x89PNG\0", 5))), "not HTML");
  const std::filesystem::path fifo = dir_.path() / "fifo.html";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(Refusal(fifo), "not a regular file");
  const std::filesystem::path huge = dir_.Write("huge.html", "<p>");
  std::filesystem::resize_file(huge, 2ULL << 30);  // sparse
  EXPECT_EQ(Refusal(huge), "too large (2048 MiB)");
  if (::geteuid() != 0) {
    const std::filesystem::path secret = dir_.Write("secret.html", "<p>");
    ::chmod(secret.c_str(), 0);
    EXPECT_EQ(Refusal(secret), "not readable by this user");
  }
}

TEST_F(PageSourceTest, MarkupWithoutTheNameIsAPage) {
  UserError error;
  EXPECT_TRUE(FindPage(dir_.Write("page", "\xEF\xBB\xBF \n<!doctype html>"), {}, &error).has_value());
  EXPECT_TRUE(FindPage(dir_.Write("empty.HTM", ""), {}, &error).has_value());
}

TEST(UserErrorTest, OneLine) {
  EXPECT_EQ((UserError{"cannot open page", "a\x1b[31m\n.html", "no such file", ""}).Line(),
            "bulkhead: cannot open page: a\xEF\xBF\xBD[31m\xEF\xBF\xBD.html: no such file");
  EXPECT_EQ((UserError{"cannot open page", "a.html", "no such file", "check the path"}).Line(),
            "bulkhead: cannot open page: a.html: no such file; check the path");
  EXPECT_EQ((UserError{"out of memory", "", "", ""}).Line(), "bulkhead: out of memory");
}

}  // namespace
}  // namespace bulkhead
