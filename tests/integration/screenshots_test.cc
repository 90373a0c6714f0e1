// What --screenshots writes, looked at: the page's own pixels, and the sad tab of a page that is gone.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bulkhead_program.h"
#include "tests/support/png_picture.h"
#include "tests/support/temp_dir.h"

namespace bulkhead {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr size_t kWidth = 320;
constexpr size_t kHeight = 200;
constexpr uint32_t kGround = 0x204060;
// Of the sad tab, which has the demo pages' colours (browser/cli/sad_tab.cc).
constexpr uint32_t kSadGround = 0x101827;
constexpr uint32_t kSadFace = 0xff8b7b;

struct Box {
  size_t x, y, width, height;
  uint32_t colour;
  const char* name;
};

// Corners, edges of the viewport and one across tiles of 256 pixels.
constexpr std::array kBoxes = {
    Box{0, 0, 40, 30, 0xff0000, "#ff0000"},     Box{280, 170, 40, 30, 0x00ff00, "#00ff00"},
    Box{240, 60, 50, 40, 0x0000ff, "#0000ff"},  Box{100, 50, 60, 25, 0xffffff, "#ffffff"},
    Box{60, 150, 1, 1, 0xf0e0d0, "#f0e0d0"},
};

std::string PageOfBoxes() {
  std::string page = "<!doctype html><title>Boxes</title><style>body { margin: 0; background: #204060 }"
                     " div { position: absolute }</style>";
  for (const Box& box : kBoxes) {
    page += "<div style='left:" + std::to_string(box.x) + "px;top:" + std::to_string(box.y) + "px;width:" +
            std::to_string(box.width) + "px;height:" + std::to_string(box.height) + "px;background:" + box.name + "'></div>";
  }
  return page;
}

PngPicture PictureOfBoxes() {
  PngPicture picture{kWidth, kHeight, std::vector(kWidth * kHeight, kGround)};
  for (const Box& box : kBoxes) {
    for (size_t y = box.y; y < box.y + box.height; ++y) {
      std::fill_n(picture.pixels.begin() + static_cast<ptrdiff_t>(y * kWidth + box.x), box.width, box.colour);
    }
  }
  return picture;
}

// The first pixel that differs, in words; empty: none does.
std::string Difference(const PngPicture& got, const PngPicture& wanted) {
  if (got.width != wanted.width || got.height != wanted.height) {
    return std::to_string(got.width) + "x" + std::to_string(got.height) + " pixels";
  }
  const auto differs = std::ranges::mismatch(got.pixels, wanted.pixels);
  if (differs.in1 == got.pixels.end()) {
    return {};
  }
  const auto at = static_cast<size_t>(differs.in1 - got.pixels.begin());
  char text[96];
  std::snprintf(text, sizeof text, "at %zu, %zu: #%06x, not #%06x", at % kWidth, at / kWidth, *differs.in1, *differs.in2);
  return text;
}

class ScreenshotsTest : public testing::Test {
 protected:
  BulkheadProgram Start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin() + 1, {"--viewport", "320x200", "--screenshots", shots_});
    return BulkheadProgram::Start(std::move(arguments));
  }
  // As a user ends it, once all has happened that the pictures are to show.
  static void EndInOrder(BulkheadProgram& program) {
    program.Signal(SIGINT);
    program.ReadAll();
    EXPECT_EQ(program.Wait(), 0) << program.Errors();
  }
  PngPicture Shot(int tab) const {
    const std::optional<PngPicture> picture = ReadPng(shots_ / ("tab-" + std::to_string(tab) + ".png"));
    EXPECT_TRUE(picture) << tab;
    return picture.value_or(PngPicture{});
  }
  static void ExpectSad(const PngPicture& picture) {
    EXPECT_EQ(picture.width, kWidth);
    EXPECT_EQ(picture.height, kHeight);
    EXPECT_THAT(picture.Colours(), Contains(kSadGround));
    EXPECT_THAT(picture.Colours(), Contains(kSadFace));
    EXPECT_GT(picture.Colours().size(), 20u);  // letters, with their soft edges
  }
  TempDir directory_;
  const std::filesystem::path shots_ = directory_.path() / "deep/shots";
};

TEST_F(ScreenshotsTest, APageIsItsOwnPixelsAndADeadOneTheSadTab) {
  const std::string page = directory_.Write("boxes.html", PageOfBoxes());
  BulkheadProgram program = Start({"run", "--json", "--restart=never", "--fault=0:2:crash.segv", "--fault=0:3:renderer.kill",
                                   page, page, page});
  // Either may come first.
  std::set<std::string> awaited = {"tab.first_frame 1", "tab.gone 2", "tab.gone 3"};
  while (!awaited.empty()) {
    const std::optional<std::string> line = program.ReadLine();
    ASSERT_TRUE(line) << program.Errors();
    const boost::json::value event = boost::json::parse(*line);
    if (const boost::json::value* tab = event.as_object().if_contains("tab")) {
      awaited.erase(Text(event.at("event")) + " " + boost::json::serialize(*tab));
    }
  }
  EndInOrder(program);
  const PngPicture boxes = PictureOfBoxes();
  EXPECT_EQ(Difference(Shot(1), boxes), "");
  const PngPicture crashed = Shot(2);
  const PngPicture killed = Shot(3);
  for (const PngPicture* sad : {&crashed, &killed}) {
    ExpectSad(*sad);
    EXPECT_THAT(sad->Colours(), Not(Contains(kGround)));  // nothing of the page shines through
    EXPECT_NE(Difference(*sad, boxes), "");
  }
  EXPECT_NE(Difference(crashed, killed), "");  // each says its own cause
}

TEST_F(ScreenshotsTest, TheDemosAreShownAndTheirSadTabs) {
  // A sanitizer keeps what was freed for a while: more than the demo gives a tab.
  BulkheadProgram program = Start({"demo", "--duration", "2m", "--memory-limit", "1GiB", "clock", "native-crash"});
  for (bool shown = false, gone = false; !shown || !gone;) {
    const std::optional<std::string> line = program.ReadLine();
    ASSERT_TRUE(line) << program.Errors();
    shown = shown || line->find("every tab shows its first frame") != line->npos;
    gone = gone || line->find("gone: Signalled") != line->npos;
  }
  EndInOrder(program);
  const PngPicture clock = Shot(1);
  EXPECT_EQ(clock.width, kWidth);
  EXPECT_EQ(clock.height, kHeight);
  EXPECT_GT(clock.Colours().size(), 20u);
  ExpectSad(Shot(2));
  EXPECT_NE(Difference(Shot(2), clock), "");
  EXPECT_THAT(program.lines().back(), HasSubstr("Contained: 1 of 1"));
}

}  // namespace
}  // namespace bulkhead
