// TabRows: what the table knows of each tab, from the host's events and from samples. Pure: time comes with the samples.
#ifndef BULKHEAD_BROWSER_CLI_LIVE_TAB_ROWS_H_
#define BULKHEAD_BROWSER_CLI_LIVE_TAB_ROWS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "browser/cli/terminal.h"
#include "browser/host/events.h"
#include "browser/host/tab_use.h"

namespace bulkhead {

struct TabRow {
  TabId tab = 0;
  std::string page;
  std::string title;  // as the page wrote it; empty: none
  TabState state = TabState::kStarting;
  bool stopped = false;
  int pid = 0;
  std::optional<double> fps;          // frames presented in the last second
  std::optional<double> cpu_percent;  // of one processor
  std::optional<uint64_t> rss_kib;
  std::optional<uint32_t> threads;
  std::string last;  // event, in words
};

enum class TabOrder { kTab, kState, kFps, kCpu, kMemory, kTitle };
inline constexpr TabOrder kLastOrder = TabOrder::kTitle;
const char* NameOf(TabOrder order);

class TabRows {
 public:
  explicit TabRows(TextStyle style) : style_(style) {}

  void OnEvent(const Event& event);
  // `now`: of the sample. Rates are those between two samples.
  void OnSample(TabId tab, const TabUse& use, TimePoint now);

  const std::map<TabId, TabRow>& all() const { return rows_; }
  // Largest first where the column is a number; equal ones in the order of their tabs.
  std::vector<const TabRow*> Sorted(TabOrder order) const;

 private:
  struct Last {
    TimePoint at;
    int pid = 0;
    uint64_t frames = 0;
    std::optional<uint64_t> cpu_ns;
  };

  const TextStyle style_;
  std::map<TabId, TabRow> rows_;
  std::map<TabId, Last> samples_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_LIVE_TAB_ROWS_H_
