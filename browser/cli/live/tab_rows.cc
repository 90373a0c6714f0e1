#include "browser/cli/live/tab_rows.h"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <variant>

#include "browser/cli/event_text.h"

namespace bulkhead {
namespace {

// The tab that an event is about; nullopt: it is about the host.
std::optional<TabId> TabOf(const Event& event) {
  return std::visit(
      [](const auto& body) -> std::optional<TabId> {
        if constexpr (requires { body.tab; }) {
          return body.tab;
        }
        return std::nullopt;
      },
      event.body);
}

std::optional<TabState> StateAfter(const EventBody& body) {
  if (std::holds_alternative<TabStarting>(body)) return TabState::kStarting;
  if (std::holds_alternative<TabLive>(body)) return TabState::kLive;
  if (std::holds_alternative<TabUnresponsive>(body)) return TabState::kUnresponsive;
  if (std::holds_alternative<TabResponsive>(body)) return TabState::kLive;
  if (std::holds_alternative<TabGone>(body)) return TabState::kGone;
  if (std::holds_alternative<TabRestarting>(body)) return TabState::kRestarting;
  if (std::holds_alternative<TabGaveUp>(body)) return TabState::kGaveUp;
  if (std::holds_alternative<TabClosed>(body)) return TabState::kClosed;
  return std::nullopt;
}

double Seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

const char* NameOf(TabOrder order) {
  switch (order) {
    case TabOrder::kTab:
      return "tab";
    case TabOrder::kState:
      return "state";
    case TabOrder::kFps:
      return "fps";
    case TabOrder::kCpu:
      return "cpu";
    case TabOrder::kMemory:
      return "memory";
    case TabOrder::kTitle:
      return "title";
  }
  return "";
}

void TabRows::OnEvent(const Event& event) {
  const std::optional<TabId> tab = TabOf(event);
  if (!tab || *tab == 0) {
    return;
  }
  TabRow& row = rows_[*tab];
  row.tab = *tab;
  row.last = ShortEventText(event, style_);
  if (const auto state = StateAfter(event.body)) {
    row.state = *state;
    if (*state != TabState::kLive && *state != TabState::kUnresponsive) {
      row.stopped = false;
      row.pid = 0;
    }
  }
  if (const auto* starting = std::get_if<TabStarting>(&event.body)) {
    row.page = starting->page;
    row.title.clear();
  } else if (const auto* live = std::get_if<TabLive>(&event.body)) {
    row.pid = live->pid;
  } else if (const auto* title = std::get_if<TabTitle>(&event.body)) {
    row.title = title->text;
  }
}

void TabRows::OnSample(TabId tab, const TabUse& use, TimePoint now) {
  TabRow& row = rows_[tab];
  row.tab = tab;
  row.pid = use.pid;
  row.stopped = use.stopped;
  row.rss_kib = use.rss_kib;
  row.threads = use.threads;
  row.fps.reset();
  row.cpu_percent.reset();
  const auto last = samples_.find(tab);
  if (use.pid != 0 && last != samples_.end() && last->second.pid == use.pid && now > last->second.at) {
    const double seconds = Seconds(now - last->second.at);
    row.fps = static_cast<double>(use.frames - last->second.frames) / seconds;
    // A process's time never runs back; a kernel that rounds it may say so.
    if (use.cpu_ns && last->second.cpu_ns && *use.cpu_ns >= *last->second.cpu_ns) {
      row.cpu_percent = static_cast<double>(*use.cpu_ns - *last->second.cpu_ns) / 1e9 / seconds * 100;
    }
  }
  samples_[tab] = {now, use.pid, use.frames, use.cpu_ns};
}

std::vector<const TabRow*> TabRows::Sorted(TabOrder order) const {
  std::vector<const TabRow*> sorted;
  for (const auto& [tab, row] : rows_) {
    sorted.push_back(&row);
  }
  const auto less = [order](const TabRow* a, const TabRow* b) {
    switch (order) {
      case TabOrder::kTab:
        return false;
      case TabOrder::kState:
        return a->state < b->state;
      case TabOrder::kFps:
        return a->fps.value_or(-1) > b->fps.value_or(-1);
      case TabOrder::kCpu:
        return a->cpu_percent.value_or(-1) > b->cpu_percent.value_or(-1);
      case TabOrder::kMemory:
        return a->rss_kib.value_or(0) > b->rss_kib.value_or(0);
      case TabOrder::kTitle:
        return std::tie(a->title, a->page) < std::tie(b->title, b->page);
    }
    return false;
  };
  std::stable_sort(sorted.begin(), sorted.end(), less);
  return sorted;
}

}  // namespace bulkhead
