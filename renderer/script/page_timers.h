// PageTimers: setTimeout() and setInterval() of one page: the queue and what to call.
#ifndef BULKHEAD_RENDERER_SCRIPT_PAGE_TIMERS_H_
#define BULKHEAD_RENDERER_SCRIPT_PAGE_TIMERS_H_

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "renderer/script/protected_value.h"
#include "renderer/script/script_position.h"
#include "renderer/script/timer_queue.h"

namespace bulkhead {

class PageScripts;

class PageTimers {
 public:
  struct Callback {
    ProtectedValue function;  // empty: `code` is evaluated
    std::string code;
    std::vector<ProtectedValue> args;
    ScriptPosition at;
  };

  explicit PageTimers(PageScripts& page) : page_(page) {}

  TimerId Add(Callback callback, double delay_ms, bool repeats);
  void Cancel(TimerId id);
  std::optional<TimePoint> next_due() const { return queue_.next_due(); }
  void RunDue(TimePoint now);

 private:
  PageScripts& page_;
  TimerQueue queue_;
  // Shared with the run in progress only: a callback may cancel itself.
  std::unordered_map<TimerId, std::shared_ptr<const Callback>> callbacks_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_PAGE_TIMERS_H_
