// PagePace: opens the pages of a session one after another: each once the one before shows a frame, or after the longest
// pause. Twenty pages that load at once would take turns on a few cores with the first ones' animations, and what a page
// does so long after its start would be done by all in the same moment.
//
// Lives on the thread of its loop.
#ifndef BULKHEAD_BROWSER_CLI_PAGE_PACE_H_
#define BULKHEAD_BROWSER_CLI_PAGE_PACE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "browser/host/events.h"
#include "browser/host/page_source.h"
#include "ipc/os/clock.h"

namespace bulkhead {

class PagePace {
 public:
  struct Options {
    std::vector<PageSource> pages;
    Duration longest_pause{0};  // 0: all at once, in Start()
    // Opens one; nullopt: refused, which somebody was told.
    std::function<std::optional<TabId>(const PageSource&)> open;
    // Called once, behind the last.
    std::function<void()> all_open;
  };

  PagePace(boost::asio::io_context& loop, Options options);

  void Start();
  void OnFirstFrame(TabId tab);
  // No more pages, no call.
  void Stop();

 private:
  void OpenNext();
  void OpenNextAfter(Duration pause);

  const Options options_;
  boost::asio::steady_timer timer_;
  size_t next_ = 0;
  uint64_t turn_ = 0;            // only the latest wait counts: an older one may have expired already
  std::optional<TabId> latest_;  // whose first frame is waited for
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CLI_PAGE_PACE_H_
