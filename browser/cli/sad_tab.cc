#include "browser/cli/sad_tab.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <cairo.h>

#include "browser/cli/cause_words.h"
#include "browser/cli/frame_words.h"
#include "browser/cli/plain_text.h"
#include "browser/cli/typesetter.h"
#include "ipc/frame_ring.h"

namespace bulkhead {
namespace {

// The colours of the demo pages (tools/demos/style.css), so that the two belong together.
constexpr Colour kGround = Colour::Of(0x101827);
constexpr Colour kCard = Colour::Of(0x1a2437);
constexpr Colour kBorder = Colour::Of(0x2b3a56);
constexpr Colour kWhite = Colour::Of(0xffffff);
constexpr Colour kWords = Colour::Of(0xc6d0e2);
constexpr Colour kMuted = Colour::Of(0x8794ad);
constexpr Colour kSad = Colour::Of(0xff8b7b);
constexpr Colour kCalm = Colour::Of(0x8fd3ff);

// The picture is designed at this size and scaled to the tab's, never below what can be read.
constexpr double kDesignWidth = 1024;
constexpr double kDesignHeight = 768;
constexpr double kSmallestScale = 0.42;
constexpr double kLargestScale = 2.5;
constexpr size_t kFramesShown = 2;
constexpr double kReadable = 10;  // pixels; the smallest letters

class Picture {
 public:
  Picture(cairo_t* cairo, const SadTab& tab, const std::string& fonts)
      : cairo_(cairo),
        tab_(tab),
        type_(cairo, fonts),
        scale_(std::clamp(std::min(tab.width / kDesignWidth, tab.height / kDesignHeight), kSmallestScale, kLargestScale)),
        small_(tab.height < 420 || tab.width < 520) {}

  void Draw() {
    Fill(kGround);
    cairo_paint(cairo_);
    const double margin = At(small_ ? 48 : 112);
    const double width = tab_.width - 2 * margin;
    if (width < 8) {
      return;  // no room for a letter
    }
    const double face = At(small_ ? 92 : 104);
    double y = At(small_ ? 40 : 96);
    DrawFace(margin, y, face);
    const Colour accent = tab_.death ? kSad : kCalm;
    if (small_) {
      // Beside the face, to leave the height to the words.
      type_.Use(Face::kBold, Letters(40), kWhite);
      const double x = margin + face + At(28);
      const double used = type_.Block(Title(), x, y - At(6), tab_.width - margin - x, 2, Letters(40) * 1.15);
      y = std::max(y + face, used) + At(26);
    } else {
      y += face + At(40);
      type_.Use(Face::kBold, Letters(44), kWhite);
      y = type_.Block(Title(), margin, y, width, 2, Letters(44) * 1.2) + At(12);
    }
    type_.Use(Face::kRegular, Letters(23), kWords);
    y = type_.Block(Sentence(), margin, y, width, small_ ? 2 : 3, Letters(23) * 1.42) + At(26);
    y = DrawCard(margin, y, width, accent);
    DrawFoot(margin, width, y);
  }

 private:
  double At(double design) const { return design * scale_; }
  double Letters(double design) const { return std::max(design * scale_, kReadable + (design > 22 ? 1 : 0)); }
  void Fill(Colour colour) { cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue); }

  std::string Title() const { return tab_.death ? CauseTitle(tab_.death->cause) : "This page is starting"; }
  std::string Sentence() const {
    return tab_.death ? PlainText(CauseSentence(tab_.death->cause, tab_.death->detail), false, 300)
                      : "It has not shown a frame yet.";
  }

  void RoundedBox(double x, double y, double width, double height, double radius) {
    constexpr double kQuarter = std::numbers::pi / 2;
    cairo_new_sub_path(cairo_);
    cairo_arc(cairo_, x + width - radius, y + radius, radius, -kQuarter, 0);
    cairo_arc(cairo_, x + width - radius, y + height - radius, radius, 0, kQuarter);
    cairo_arc(cairo_, x + radius, y + height - radius, radius, kQuarter, 2 * kQuarter);
    cairo_arc(cairo_, x + radius, y + radius, radius, 2 * kQuarter, 3 * kQuarter);
    cairo_close_path(cairo_);
  }

  // A browser tab with a face: shut eyes and a frown for a death, open eyes for a start.
  void DrawFace(double x, double y, double side) {
    const bool dead = tab_.death.has_value();
    const Colour accent = dead ? kSad : kCalm;
    RoundedBox(x, y, side, side, side * 0.24);
    Fill(kCard);
    cairo_fill_preserve(cairo_);
    Fill(accent);
    cairo_set_line_width(cairo_, std::max(1.5, side * 0.045));
    cairo_set_line_cap(cairo_, CAIRO_LINE_CAP_ROUND);
    cairo_stroke(cairo_);
    for (const double at : {0.33, 0.67}) {
      const double eye_x = x + side * at, eye_y = y + side * 0.40, half = side * 0.07;
      if (dead) {
        cairo_move_to(cairo_, eye_x - half, eye_y - half);
        cairo_line_to(cairo_, eye_x + half, eye_y + half);
        cairo_move_to(cairo_, eye_x + half, eye_y - half);
        cairo_line_to(cairo_, eye_x - half, eye_y + half);
        cairo_stroke(cairo_);
      } else {
        cairo_arc(cairo_, eye_x, eye_y, half, 0, 2 * std::numbers::pi);
        cairo_fill(cairo_);
      }
    }
    if (dead) {
      cairo_arc(cairo_, x + side / 2, y + side * 0.84, side * 0.20, 1.22 * std::numbers::pi, 1.78 * std::numbers::pi);
    } else {
      cairo_move_to(cairo_, x + side * 0.36, y + side * 0.68);
      cairo_line_to(cairo_, x + side * 0.64, y + side * 0.68);
    }
    cairo_stroke(cairo_);
  }

  // The cause and what is known about it, as many lines as there is room for.
  double DrawCard(double x, double y, double width, Colour accent) {
    const double pad = At(26);
    const double inner = width - 2 * pad;
    const double foot = FootGap() + 2 * FootLine();
    const double cause_size = Letters(24), line_size = Letters(18);
    const double room = tab_.height - y - foot - 2 * pad - cause_size * 1.5;
    if (room < 0 || inner < 8) {
      return y;
    }
    std::vector<std::string> lines;
    size_t left = static_cast<size_t>(room / (line_size * 1.5));
    type_.Use(Face::kMono, line_size, kMuted);
    for (const std::string& detail : Details()) {
      for (std::string& line : type_.Break(PlainText(detail, false), inner, std::min<size_t>(left, 2))) {
        lines.push_back(std::move(line));
        --left;
      }
    }
    const double height = 2 * pad + cause_size * 1.4 + (lines.empty() ? 0 : At(10) + lines.size() * line_size * 1.5);
    RoundedBox(x, y, width, height, std::min(At(16), height / 2));
    Fill(kCard);
    cairo_fill_preserve(cairo_);
    Fill(kBorder);
    cairo_set_line_width(cairo_, 1);
    cairo_stroke(cairo_);
    type_.Use(Face::kMono, cause_size, accent);
    double at = type_.Block(Cause(), x + pad, y + pad, inner, 1, cause_size * 1.4);
    at += At(10);
    type_.Use(Face::kMono, line_size, kMuted);
    for (const std::string& line : lines) {
      at = type_.Block(line, x + pad, at, inner, 1, line_size * 1.5);
    }
    return y + height;
  }

  // The foot: two lines beneath the card.
  static constexpr double kFootSize = 19;
  double FootGap() const { return At(22); }
  double FootLine() const { return Letters(kFootSize) * 1.5; }

  void DrawFoot(double x, double width, double above) {
    const double size = Letters(kFootSize);
    const double y = above + FootGap();
    if (y + size * 1.4 > tab_.height) {
      return;
    }
    type_.Use(Face::kRegular, size, kMuted);
    const double next = type_.Block(NextStepText(tab_), x, y, width, 1, FootLine());
    if (next + size * 1.4 <= tab_.height) {
      type_.Block(PlainText(tab_.page, false), x, next, width, 1, FootLine());
    }
  }

  std::string Cause() const {
    return tab_.death ? PlainText(CauseText(tab_.death->cause, tab_.death->detail), false) : std::string("starting");
  }
  std::vector<std::string> Details() const {
    if (!tab_.death) {
      return {};
    }
    // First what most wants to be known: the card has room for a few lines.
    std::vector<std::string> lines;
    DeathDetail detail = tab_.death->detail;
    if (tab_.report && !tab_.report->stacks.empty() && !tab_.report->stacks.front().frames.empty()) {
      NamedStack top = tab_.report->stacks.front();
      top.frames.resize(std::min(top.frames.size(), kFramesShown));
      lines = StackLines(top, kFramesShown);
      detail.frames.clear();  // they stand there with their names
    }
    if (tab_.report) {
      lines.push_back("report: " + tab_.report->id);
    }
    for (std::string& line : DetailLines(detail)) {
      lines.push_back(std::move(line));
    }
    lines.push_back("seen after: " + MillisecondsText(tab_.death->detect_ms));
    return lines;
  }

  cairo_t* const cairo_;
  const SadTab& tab_;
  Typesetter type_;
  const double scale_;
  const bool small_;
};

}  // namespace

std::string NextStepText(const SadTab& tab) {
  const std::string lives =
      tab.generations == 1 ? "It was started once" : "It was started " + std::to_string(tab.generations) + " times";
  switch (tab.state) {
    case TabState::kGaveUp:
      return lives + "; it failed too often to try again.";
    case TabState::kRestarting:
    case TabState::kStarting:
      return tab.death ? lives + "; the next try is on its way." : lives + ".";
    case TabState::kGone:
    case TabState::kClosed:
      return lives + " and is not started again.";
    case TabState::kLive:
    case TabState::kUnresponsive:
      return lives + ".";
  }
  return lives + ".";
}

FrameCopy DrawSadTab(const SadTab& tab, const std::string& font_directory) {
  FrameCopy copy{.width = tab.width, .height = tab.height, .pixels = {}};
  const size_t stride = size_t{tab.width} * kBytesPerPixel;
  copy.pixels.resize(stride * tab.height);
  cairo_surface_t* surface = cairo_image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(copy.pixels.data()), CAIRO_FORMAT_RGB24, static_cast<int>(tab.width),
      static_cast<int>(tab.height), static_cast<int>(stride));
  cairo_t* cairo = cairo_create(surface);
  Picture(cairo, tab, font_directory).Draw();
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return copy;
}

}  // namespace bulkhead
