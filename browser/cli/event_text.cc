#include "browser/cli/event_text.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "browser/cli/cause_words.h"
#include "browser/cli/colours.h"
#include "browser/cli/frame_words.h"
#include "browser/cli/option_texts.h"
#include "browser/cli/plain_text.h"

namespace bulkhead {
namespace {

// Of a stack, and of a line; the report has all.
constexpr size_t kMostFrames = 12;
// Of a thread that only stood by: what it did.
constexpr size_t kFramesOfOthers = 2;
constexpr size_t kFrameColumns = 160;
constexpr size_t kWordColumns = 13;  // "unresponsive" and a space

class TextWriter {
 public:
  // `brief`: no time, nobody's name.
  TextWriter(double t, const TextStyle& style, bool brief = false) : t_(t), style_(style), brief_(brief) {}

  std::string operator()(const HostStart& e) {
    std::string layers;
    size_t applied = 0;
    for (const auto& [name, state] : e.layers) {
      if (state == "applied") {
        ++applied;
      } else {
        layers += (layers.empty() ? "" : ", ") + name + " " + state;
      }
    }
    std::string text = "bulkhead " + ProgramVersion() + ", sandbox " + Clean(e.sandbox_mode) + ": " +
                       std::to_string(applied) + " of " + std::to_string(e.layers.size()) + " layers applied";
    if (!layers.empty()) {
      text += " (" + Clean(layers) + ")";
    }
    return Host("ready", e.sandbox_mode == "off" ? kRed : kBold, text + ", process model " + Clean(e.model));
  }
  std::string operator()(const TabStarting& e) {
    return Tab(e.tab, "starting", kDim, Clean(e.page) + Generation(e.generation));
  }
  std::string operator()(const TabLive& e) {
    return Tab(e.tab, "live", kGreen,
               "process " + std::to_string(e.pid) + " after " + MillisecondsText(e.startup_ms) + Generation(e.generation));
  }
  std::string operator()(const TabFirstFrame& e) {
    return Tab(e.tab, "first frame", kGreen, "after " + MillisecondsText(e.ms) + Generation(e.generation));
  }
  std::string operator()(const TabTitle& e) { return Tab(e.tab, "title", kDim, Clean(e.text)); }
  std::string operator()(const ConsoleEvent& e) {
    const std::string_view colour = e.level == "error" ? kRed : e.level == "warn" ? kYellow : kDim;
    return Tab(e.tab, "console", colour, Clean(e.level) + ": " + Clean(e.text) + Place(e.source, e.line));
  }
  std::string operator()(const TabError& e) {
    return Tab(e.tab, "error", kRed, Clean(e.message) + Place(e.source, e.line));
  }
  std::string operator()(const FaultFired& e) {
    std::string text = Clean(e.fault) + " on " + Clean(e.site);
    if (!e.evidence.empty()) {
      text += ": " + Clean(e.evidence);
    }
    return Tab(e.tab, "fault", kYellow, text);
  }
  std::string operator()(const TabMessage& e) { return Tab(e.tab, "message", kBold, Clean(e.json)); }
  std::string operator()(const TabMessagesDropped& e) {
    return Tab(e.tab, "dropped", kYellow,
               std::to_string(e.count) + " messages that the page had not taken" + Generation(e.generation));
  }
  std::string operator()(const TabUnresponsive& e) {
    return Tab(e.tab, "unresponsive", kYellow, Clean(e.thread) + " thread is " + Clean(e.kind) + Generation(e.generation));
  }
  std::string operator()(const TabResponsive& e) {
    return Tab(e.tab, "responsive", kGreen, "answers again" + Generation(e.generation));
  }
  std::string operator()(const TabGone& e) {
    std::string text = Clean(CauseText(e.cause, e.detail)) + ", seen after " + MillisecondsText(e.detect_ms);
    for (const std::string& line : DetailLines(e.detail)) {
      text += Dot() + Clean(line);
    }
    return Tab(e.tab, "gone", kRed, text + Generation(e.generation));
  }
  std::string operator()(const TabReport& e) {
    std::string text = Tab(e.tab, "report", kDim, Clean(e.id) + Generation(e.generation));
    for (const NamedStack& stack : e.stacks) {
      text += "\n            " + Clean(ThreadText(stack));
      const size_t limit = stack.role == StackRole::kCrashed || &stack == &e.stacks.front() ? kMostFrames : kFramesOfOthers;
      for (const std::string& line : StackLines(stack, limit)) {
        text += "\n              " + PlainText(line, style_.ascii, kFrameColumns);
      }
    }
    return text;
  }
  std::string operator()(const TabRestarting& e) {
    return Tab(e.tab, "restarting", kYellow,
               "attempt " + std::to_string(e.attempt) + " in " + MillisecondsText(e.delay_ms));
  }
  std::string operator()(const TabGaveUp& e) { return Tab(e.tab, "gave up", kRed, "too many restarts"); }
  std::string operator()(const TabClosed& e) { return Tab(e.tab, "closed", kDim, ""); }
  std::string operator()(const ResourceRefused& e) {
    return Tab(e.tab, "refused", kYellow, Clean(e.url) + ": " + Clean(e.reason));
  }
  std::string operator()(const SandboxCall& e) {
    std::string text = Clean(e.syscall);
    if (!e.abi.empty() && e.abi != "native") {
      text += " (" + Clean(e.abi) + ")";
    }
    text += e.count == 1 ? " once" : " " + std::to_string(e.count) + " times";
    if (!e.thread.empty()) {
      text += std::string(e.count == 1 ? "" : ", first") + " on " + Clean(e.thread);
    }
    if (e.abi.empty()) {
      text += ", of more kinds than are kept";
    } else {
      text += e.policy.empty() ? "; no rule can allow it" : "; rule: " + Clean(e.policy);
    }
    return e.tab == 0 ? Line("spare", "learned", kYellow, text) : Tab(e.tab, "learned", kYellow, text + Generation(e.generation));
  }
  std::string operator()(const Dropped& e) {
    return Host("dropped", kYellow, std::to_string(e.count) + " lines: the reader was too slow");
  }
  std::string operator()(const Summary& e) {
    std::string lines;
    for (const TabSummary& tab : e.tabs) {
      lines += Tab(tab.tab, "summary", kBold, Figures(tab)) + "\n";
    }
    const HostSummary& host = e.host;
    const auto count = [](const std::optional<uint64_t>& known) { return known ? std::to_string(*known) : "?"; };
    std::string text = "zombies " + count(host.zombies) + ", orphans " + count(host.orphans) + ", leaked descriptors " +
                       count(host.leaked_fds) + ", messages in " + std::to_string(host.messages_in) + " out " +
                       std::to_string(host.messages_out) + " bad " + std::to_string(host.bad_messages);
    if (host.rss_kib) {
      text += ", resident " + FixedText(static_cast<double>(*host.rss_kib) / 1024, 1) + " MiB";
    }
    return lines + Host("summary", kBold, text);
  }

 private:
  std::string Clean(std::string_view text) const { return PlainText(text, style_.ascii); }
  std::string Dot() const { return style_.ascii ? " - " : " · "; }

  static std::string Generation(uint32_t generation) {
    return generation > 1 ? " (life " + std::to_string(generation) + ")" : std::string();
  }
  std::string Place(std::string_view source, uint32_t line) const {
    return source.empty() ? std::string() : " (" + Clean(source) + ":" + std::to_string(line) + ")";
  }

  std::string Figures(const TabSummary& tab) const {
    std::string text = Clean(tab.page) + ": " + std::string(NameOf(tab.state));
    if (tab.cause) {
      text += ", last death " + std::string(NameOf(*tab.cause));
    }
    if (tab.generations > 1) {
      text += ", " + std::to_string(tab.generations) + " lives";
    }
    text += ", " + std::to_string(tab.frames) + (tab.frames == 1 ? " frame" : " frames");
    if (tab.fps) {
      text += ", " + FixedText(*tab.fps, 1) + " fps";
    }
    if (tab.frame_gap_ms) {
      text += ", worst gap " + MillisecondsText(tab.frame_gap_ms->max);
    }
    if (tab.peak_rss_kib) {
      text += ", peak " + FixedText(static_cast<double>(*tab.peak_rss_kib) / 1024, 1) + " MiB";
    }
    return text;
  }

  std::string Tab(TabId tab, std::string_view word, std::string_view colour, const std::string& text) const {
    const std::string who = "tab " + std::to_string(tab);
    return Line(who, word, colour, text);
  }
  std::string Host(std::string_view word, std::string_view colour, const std::string& text) const {
    return Line("host", word, colour, text);
  }
  std::string Line(std::string_view who, std::string_view word, std::string_view colour, const std::string& text) const {
    if (brief_) {
      return std::string(word) + (text.empty() ? "" : ": " + text);
    }
    const std::string time = FixedText(t_, 3);
    std::string line = std::string(8 - std::min<size_t>(8, time.size()), ' ') + time + "  ";
    line += std::string(who) + std::string(8 - std::min<size_t>(7, who.size()), ' ');
    line += Painted(colour, std::string(word), style_);
    if (!text.empty()) {
      line += std::string(kWordColumns - std::min(kWordColumns - 1, word.size()), ' ') + text;
    }
    return line;
  }

  const double t_;
  const TextStyle& style_;
  const bool brief_;
};

}  // namespace

std::string EventText(const Event& event, const TextStyle& style) {
  return std::visit(TextWriter(event.t, style), event.body);
}

std::string ShortEventText(const Event& event, const TextStyle& style) {
  const std::string text = std::visit(TextWriter(event.t, style, true), event.body);
  return text.substr(0, text.find('\n'));
}

}  // namespace bulkhead
