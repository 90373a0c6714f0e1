#include "browser/cli/demo_story.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "browser/cli/cause_words.h"
#include "browser/cli/colours.h"
#include "browser/cli/plain_text.h"
#include "browser/cli/table.h"

namespace bulkhead {
namespace {

// What the product promises of a tab beside one that fails: no frame over 50 ms (the fault catalogue), and a display of
// 60 Hz that hardly misses one.
constexpr double kWorstGapMs = 50;
constexpr double kLeastFps = 58;

std::string Counted(size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

DemoStory::DemoStory(std::vector<const Demo*> demos, TextStyle style) : style_(style) {
  for (size_t at = 0; at < demos.size(); ++at) {
    chapters_[static_cast<TabId>(at + 1)].demo = demos[at];
  }
}

const Demo* DemoStory::DemoOf(TabId tab) const {
  const auto found = chapters_.find(tab);
  return found == chapters_.end() ? nullptr : found->second.demo;
}

void DemoStory::Note(const Event& event) {
  all_came_alive_ = false;
  const auto chapter = [this](TabId tab) -> Chapter& { return chapters_[tab]; };
  if (const auto* frame = std::get_if<TabFirstFrame>(&event.body)) {
    const bool first = !std::exchange(chapter(frame->tab).live, true);
    live_ += first ? 1 : 0;
    all_came_alive_ = first && live_ == chapters_.size();
  } else if (const auto* error = std::get_if<TabError>(&event.body)) {
    ++chapter(error->tab).errors;
  } else if (const auto* gone = std::get_if<TabGone>(&event.body)) {
    Chapter& of = chapter(gone->tab);
    ++of.deaths;
    if (!of.death) {
      of.death = *gone;
    }
  } else if (const auto* summary = std::get_if<Summary>(&event.body)) {
    for (const TabSummary& figures : summary->tabs) {
      chapter(figures.tab).figures = figures;
    }
  }
}

std::optional<std::string> DemoStory::Progress(const Event& event) const {
  const std::string seconds = FixedText(event.t, 3);
  const std::string time = std::string(8 - std::min<size_t>(8, seconds.size()), ' ') + seconds + "  ";
  const auto line = [&](TabId tab, std::string_view colour, const std::string& text) {
    const Demo* demo = DemoOf(tab);
    std::string name(demo != nullptr ? demo->name : "?");
    name.resize(std::max<size_t>(name.size(), 17), ' ');
    return time + name + Painted(colour, PlainText(text, style_.ascii, 110), style_);
  };
  if (const auto* start = std::get_if<HostStart>(&event.body)) {
    return time + "sandbox " + start->sandbox_mode + ", process model " + start->model + ": the host is ready";
  }
  if (all_came_alive_) {
    return time + "every tab shows its first frame";
  }
  if (const auto* frame = std::get_if<TabFirstFrame>(&event.body); frame != nullptr && frame->generation > 1) {
    return line(frame->tab, kGreen, "shows a frame again");
  }
  if (const auto* fault = std::get_if<FaultFired>(&event.body)) {
    return line(fault->tab, kYellow, "strikes: " + fault->fault);
  }
  if (const auto* hang = std::get_if<TabUnresponsive>(&event.body)) {
    return line(hang->tab, kYellow, "does not answer: " + hang->thread + " thread is " + hang->kind);
  }
  if (const auto* back = std::get_if<TabResponsive>(&event.body)) {
    return line(back->tab, kGreen, "answers again");
  }
  if (const auto* gone = std::get_if<TabGone>(&event.body)) {
    return line(gone->tab, kRed,
                "gone: " + CauseText(gone->cause, gone->detail) + ", seen after " + MillisecondsText(gone->detect_ms));
  }
  if (const auto* again = std::get_if<TabRestarting>(&event.body)) {
    return line(again->tab, kYellow,
                "starts again in " + MillisecondsText(again->delay_ms) + ", attempt " + std::to_string(again->attempt));
  }
  if (const auto* end = std::get_if<TabGaveUp>(&event.body)) {
    return line(end->tab, kRed, "given up: too many restarts");
  }
  return std::nullopt;
}

std::vector<std::string> DemoStory::Report() const {
  std::vector<std::string> lines = {""};
  for (auto part : {Misdeeds(), Neighbours()}) {
    if (!part.empty()) {
      std::move(part.begin(), part.end(), std::back_inserter(lines));
      lines.emplace_back();
    }
  }
  lines.push_back(Verdict());
  return lines;
}

bool DemoStory::AsExpected(const Chapter& chapter) const {
  return chapter.demo->expected ? chapter.death && chapter.death->cause == chapter.demo->expected : !chapter.death;
}

std::string DemoStory::Seen(const Chapter& chapter) const {
  std::string seen;
  if (chapter.death) {
    seen = PlainText(CauseText(chapter.death->cause, chapter.death->detail), style_.ascii, 60);
    if (chapter.deaths > 1) {
      seen += " x" + std::to_string(chapter.deaths);
    }
  } else if (chapter.errors > 0) {
    seen = "lives, " + Counted(chapter.errors, "error", "errors") + " reported";
  } else {
    seen = chapter.figures ? "lives" : "not opened";  // the end came first
  }
  if (!AsExpected(chapter)) {
    seen += chapter.demo->expected ? " (expected " + std::string(NameOf(*chapter.demo->expected)) + ")"
                                   : " (expected to live)";
  }
  return seen;
}

std::vector<std::string> DemoStory::Misdeeds() const {
  Table table({"misbehaving page", "what it did", "what the host saw", "seen after"});
  table.AlignRight(3);
  bool any = false;
  for (const auto& [tab, chapter] : chapters_) {
    if (chapter.demo == nullptr || chapter.demo->misdeed == Misdeed::kNever) {
      continue;
    }
    any = true;
    table.AddRow({std::string(chapter.demo->name), std::string(chapter.demo->what), Seen(chapter),
                  chapter.death ? MillisecondsText(chapter.death->detect_ms) : std::string("-")});
  }
  return any ? table.Lines(style_) : std::vector<std::string>();
}

std::vector<std::string> DemoStory::Neighbours() const {
  Table table({"healthy neighbour", "frames", "fps", "worst gap", "damage"});
  for (size_t column : {1, 2, 3}) {
    table.AlignRight(column);
  }
  bool any = false;
  for (const auto& [tab, chapter] : chapters_) {
    if (chapter.demo == nullptr || chapter.demo->misdeed != Misdeed::kNever || !chapter.figures) {
      continue;
    }
    any = true;
    const TabSummary& figures = *chapter.figures;
    const bool hurt = chapter.death || (figures.fps && *figures.fps < kLeastFps) ||
                      (figures.frame_gap_ms && figures.frame_gap_ms->max > kWorstGapMs);
    table.AddRow({std::string(chapter.demo->name), std::to_string(figures.frames),
                  figures.fps ? FixedText(*figures.fps, 1) : std::string("at rest"),
                  figures.frame_gap_ms ? MillisecondsText(figures.frame_gap_ms->max) : std::string("-"),
                  chapter.death ? Seen(chapter) : hurt ? "yes" : "none"});
  }
  return any ? table.Lines(style_) : std::vector<std::string>();
}

std::string DemoStory::Verdict() const {
  size_t bad = 0, as_expected = 0, healthy = 0, hurt = 0, measured = 0;
  double slowest = 60, fastest = 0, worst_gap = 0;
  for (const auto& [tab, chapter] : chapters_) {
    if (chapter.demo == nullptr) {
      continue;
    }
    if (chapter.demo->misdeed != Misdeed::kNever) {
      ++bad;
      as_expected += AsExpected(chapter) ? 1 : 0;
      continue;
    }
    ++healthy;
    bool damaged = chapter.death.has_value();
    if (chapter.figures && chapter.figures->fps) {
      ++measured;
      slowest = std::min(slowest, *chapter.figures->fps);
      fastest = std::max(fastest, *chapter.figures->fps);
      damaged = damaged || *chapter.figures->fps < kLeastFps;
    }
    if (chapter.figures && chapter.figures->frame_gap_ms) {
      worst_gap = std::max(worst_gap, chapter.figures->frame_gap_ms->max);
      damaged = damaged || chapter.figures->frame_gap_ms->max > kWorstGapMs;
    }
    hurt += damaged ? 1 : 0;
  }
  std::string text;
  if (bad > 0) {
    text = as_expected == bad ? "Contained: " + std::to_string(bad) + " of " + std::to_string(bad) +
                                    " misbehaving pages, each judged as expected."
                              : "NOT as expected: " + std::to_string(bad - as_expected) + " of " +
                                    Counted(bad, "misbehaving page.", "misbehaving pages.");
  }
  if (healthy > 0) {
    text += text.empty() ? "" : " ";
    text += hurt == 0 ? Counted(healthy, "healthy neighbour", "healthy neighbours") + " undamaged"
                      : std::to_string(hurt) + " of " + Counted(healthy, "healthy neighbour", "healthy neighbours") +
                            " DAMAGED";
    if (measured > 0) {
      text += ": " + (FixedText(slowest, 1) == FixedText(fastest, 1)
                          ? FixedText(slowest, 1)
                          : FixedText(slowest, 1) + " to " + FixedText(fastest, 1)) +
              " fps, worst gap " + MillisecondsText(worst_gap);
    }
    text += ".";
  }
  return Painted(as_expected == bad && hurt == 0 ? kGreen : kRed, text, style_);
}

}  // namespace bulkhead
