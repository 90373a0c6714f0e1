// ReportDesk: makes of each death a report with a number of its own and the names of its stacks, a moment later. Told once
// each, on the loop, whatever becomes of the names.
#ifndef BULKHEAD_BROWSER_HOST_REPORT_DESK_H_
#define BULKHEAD_BROWSER_HOST_REPORT_DESK_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "browser/core/post_mortem.h"
#include "browser/host/events.h"
#include "browser/symbols/symbol_service.h"
#include "ipc/os/clock.h"

namespace bulkhead {

// "20261127T172218Z-4242-0007": fit for a file name, in the order of time, and no two alike among browsers of one machine.
std::string ReportId(std::chrono::system_clock::time_point at, int pid, uint32_t number);

class ReportDesk {
 public:
  ReportDesk(boost::asio::io_context& loop, const Clock& clock, std::function<void(TabReport)> tell);

  // `tell` is called later, never from inside.
  void Begin(const TabGone& gone, PostMortem facts);
  void Tick(TimePoint now);
  // Reports under way, and those still to come, do without names: nobody has time any more.
  void Hurry();

  bool idle() const { return symbols_.idle(); }
  // Called when the last report under way was told.
  std::function<void()> on_idle;

 private:
  const std::function<void(TabReport)> tell_;
  bool hurried_ = false;
  SymbolService symbols_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_REPORT_DESK_H_
