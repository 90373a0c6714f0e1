#include "browser/cli/sad_tab.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

#include <cairo.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser/cli/png_file.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/cli/sample_events.h"

// Cairo's own faces come through fontconfig, which keeps what it has read.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig";
}

namespace bulkhead {
namespace {

SadTab Crashed(uint32_t width, uint32_t height) {
  DeathDetail detail;
  detail.signal = "SIGSEGV";
  detail.address = 0;
  detail.thread = "main";
  detail.frames = {{"/usr/libexec/bulkhead/bulkhead-renderer", 0x1f3a90}};
  detail.record = "SIGSEGV on main at 0x0, fault crash.segv() was injected";
  detail.status = "killed by SIGSEGV";
  SadTab tab;
  tab.page = "demo:native-crash";
  tab.state = TabState::kGaveUp;
  tab.generations = 4;
  tab.death = TabGone{2, 4, Cause::kSignalled, detail, 1.34};
  tab.width = width;
  tab.height = height;
  return tab;
}

std::set<uint32_t> ColoursOf(const FrameCopy& picture) {
  std::set<uint32_t> colours;
  for (size_t at = 0; at + 4 <= picture.pixels.size(); at += 4) {
    uint32_t pixel = 0;
    memcpy(&pixel, picture.pixels.data() + at, 4);
    colours.insert(pixel & 0xFFFFFF);
  }
  return colours;
}

// Set SAD_TAB_DIR to look at the pictures.
void Show(const FrameCopy& picture, const std::string& name) {
  if (const char* directory = std::getenv("SAD_TAB_DIR")) {
    EXPECT_FALSE(WritePng(picture, std::filesystem::path(directory) / (name + ".png")).has_value());
  }
}

TEST(SadTabTest, DrawsAtEverySize) {
  for (const auto& [width, height] : std::vector<std::pair<uint32_t, uint32_t>>{
           {1024, 768}, {320, 200}, {640, 480}, {1920, 1080}, {300, 900}, {1200, 120}, {16, 16}, {8192, 16}}) {
    const FrameCopy picture = DrawSadTab(Crashed(width, height));
    EXPECT_EQ(picture.pixels.size(), size_t{width} * height * 4);
    EXPECT_TRUE(ColoursOf(picture).contains(0x101827));  // the ground
    if (width >= 320 && height >= 200) {
      EXPECT_TRUE(ColoursOf(picture).contains(0xff8b7b)) << width << "x" << height;
    }
    Show(picture, "crash-" + std::to_string(width) + "x" + std::to_string(height));
  }
}

TEST(SadTabTest, AReportPutsItsStackAndItsNumberIntoThePicture) {
  SadTab tab = Crashed(1024, 768);
  const FrameCopy without = DrawSadTab(tab);
  tab.report = FullReport();
  const FrameCopy with = DrawSadTab(tab);
  EXPECT_NE(with.pixels, without.pixels);
  Show(with, "crash-report");
  tab.report->stacks.clear();
  const FrameCopy number = DrawSadTab(tab);
  EXPECT_NE(number.pixels, without.pixels);
  EXPECT_NE(number.pixels, with.pixels);
}

TEST(SadTabTest, EveryCauseHasAPicture) {
  for (int at = 0; at <= static_cast<int>(Cause::kInternal); ++at) {
    SadTab tab = Crashed(1024, 768);
    tab.death->cause = static_cast<Cause>(at);
    tab.death->detail = FullDetail();
    const FrameCopy picture = DrawSadTab(tab);
    EXPECT_GT(ColoursOf(picture).size(), 50u);
    Show(picture, "cause-" + std::string(NameOf(tab.death->cause)));
  }
}

TEST(SadTabTest, StartingIsNotSad) {
  SadTab tab = Crashed(640, 480);
  tab.death.reset();
  tab.state = TabState::kStarting;
  tab.generations = 1;
  const FrameCopy picture = DrawSadTab(tab);
  EXPECT_FALSE(ColoursOf(picture).contains(0xff8b7b));
  Show(picture, "starting");
}

TEST(SadTabTest, HostileTextAndMissingFontsDoNoHarm) {
  SadTab tab = Crashed(640, 480);
  tab.page = std::string(100000, 'x') + "\xff\x1b[2J";
  tab.death->detail.signal = std::string(5000, '\n') + "\xff\u202E";
  tab.death->detail.thread = std::string(3000, 'W');
  EXPECT_GT(ColoursOf(DrawSadTab(tab)).size(), 20u);
  EXPECT_FALSE(DrawSadTab(tab, "/nowhere").pixels.empty());
}

TEST(SadTabTest, NextStepIsSaid) {
  SadTab tab = Crashed(1, 1);
  EXPECT_EQ(NextStepText(tab), "It was started 4 times; it failed too often to try again.");
  tab.state = TabState::kRestarting;
  EXPECT_EQ(NextStepText(tab), "It was started 4 times; the next try is on its way.");
  tab.state = TabState::kGone;
  tab.generations = 1;
  EXPECT_EQ(NextStepText(tab), "It was started once and is not started again.");
}

TEST(PngFileTest, WritesWhatWasDrawn) {
  const TempDir directory;
  const FrameCopy picture{.width = 2, .height = 1, .pixels = std::string("\x10\x20\x30\x00\x40\x50\x60\x00", 8)};
  const std::filesystem::path file = directory.path() / "tab-1.png";
  ASSERT_FALSE(WritePng(picture, file).has_value());
  ASSERT_FALSE(WritePng(picture, file).has_value());  // replaces
  cairo_surface_t* read = cairo_image_surface_create_from_png(file.c_str());
  ASSERT_EQ(cairo_surface_status(read), CAIRO_STATUS_SUCCESS);
  EXPECT_EQ(cairo_image_surface_get_width(read), 2);
  const unsigned char* pixels = cairo_image_surface_get_data(read);
  EXPECT_EQ(pixels[0], 0x10);
  EXPECT_EQ(pixels[6], 0x60);
  cairo_surface_destroy(read);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);  // no .part left
}

TEST(PngFileTest, SaysWhyNot) {
  const TempDir directory;
  const auto error = WritePng({.width = 1, .height = 1, .pixels = "abcd"}, directory.path() / "none/tab-1.png");
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->why, "No such file or directory");
}

}  // namespace
}  // namespace bulkhead
