#include "browser/cli/live/strike_watch.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "browser/cli/cause_words.h"
#include "browser/cli/plain_text.h"

namespace bulkhead {

void StrikeWatch::OnStrike(TabId tab, std::string what, double t) {
  tab_ = tab;
  what_ = std::move(what);
  struck_ = t;
  came_.clear();
  ended_.reset();
  worst_gap_ms_.reset();
}

void StrikeWatch::OnEvent(const Event& event) {
  if (tab_ == 0 || ended_) {
    return;
  }
  const auto note = [&](const auto& body, std::string text, bool end) {
    if (body.tab == tab_) {
      came_ = std::move(text);
      if (end) {
        ended_ = event.t;
      }
    }
  };
  if (const auto* unresponsive = std::get_if<TabUnresponsive>(&event.body)) {
    note(*unresponsive, "its " + unresponsive->thread + " thread is " + unresponsive->kind, false);
  } else if (const auto* responsive = std::get_if<TabResponsive>(&event.body)) {
    note(*responsive, "it answers again", false);
  } else if (const auto* gone = std::get_if<TabGone>(&event.body)) {
    note(*gone, CauseText(gone->cause, gone->detail) + ", seen after " + MillisecondsText(gone->detect_ms), true);
  } else if (const auto* error = std::get_if<TabError>(&event.body); error != nullptr && error->message.starts_with("no fault: ")) {
    note(*error, error->message, true);
  } else if (const auto* closed = std::get_if<TabClosed>(&event.body)) {
    note(*closed, "closed", true);
  }
}

void StrikeWatch::OnNeighbourGap(TabId neighbour, double ms, double t) {
  if (tab_ == 0 || neighbour == tab_ || (ended_ && t > *ended_ + kAfterEnd)) {
    return;
  }
  worst_gap_ms_ = std::max(worst_gap_ms_.value_or(0), ms);
}

std::string StrikeWatch::Line(double t) const {
  if (tab_ == 0) {
    return {};
  }
  std::string line = what_ + " on tab " + std::to_string(tab_) + ": ";
  line += came_.empty() ? "nothing seen for " + MillisecondsText(std::max(0.0, (t - struck_) * 1000)) : came_;
  if (worst_gap_ms_) {
    line += "; neighbours' worst gap " + MillisecondsText(*worst_gap_ms_);
  }
  return PlainText(line, style_.ascii);
}

}  // namespace bulkhead
