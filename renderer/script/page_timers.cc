#include "renderer/script/page_timers.h"

#include <utility>

#include "renderer/script/page_scripts.h"
#include "renderer/script/script_host.h"

namespace bulkhead {

TimerId PageTimers::Add(Callback callback, double delay_ms, bool repeats) {
  const TimerId id = queue_.Add(page_.host().Now(), delay_ms, repeats);
  callbacks_.emplace(id, std::make_shared<const Callback>(std::move(callback)));
  return id;
}

void PageTimers::Cancel(TimerId id) {
  queue_.Cancel(id);
  callbacks_.erase(id);
}

void PageTimers::RunDue(TimePoint now) {
  const TimerId newest = queue_.newest();
  while (const auto due = queue_.TakeDue(now, newest)) {
    const auto found = callbacks_.find(due->id);
    const std::shared_ptr<const Callback> callback = found->second;
    if (!due->repeats) {
      callbacks_.erase(found);
    }
    queue_.BeginRun();
    if (callback->function) {
      std::vector<JSValueRef> args;
      for (const ProtectedValue& arg : callback->args) {
        args.push_back(arg.get());
      }
      page_.Call(callback->function.object(), nullptr, args, callback->at);
    } else {
      page_.Evaluate(callback->code, callback->at.source, callback->at.line);
    }
    queue_.EndRun();
  }
}

}  // namespace bulkhead
