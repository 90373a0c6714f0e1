#include "renderer/script/animation_callbacks.h"

#include <utility>

#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_host.h"

namespace bulkhead {

uint32_t AnimationCallbacks::Add(ProtectedValue function, ScriptPosition at) {
  if (waiting_.empty()) {
    page_.host().ScheduleFrame();
  }
  waiting_.push_back({.id = ++last_id_, .function = std::move(function), .at = std::move(at)});
  return last_id_;
}

void AnimationCallbacks::Cancel(uint32_t id) {
  std::erase_if(waiting_, [id](const Callback& callback) { return callback.id == id; });
  for (Callback& callback : running_) {
    if (callback.id == id) {
      callback.function = ProtectedValue();
    }
  }
}

void AnimationCallbacks::Run(double page_time) {
  running_ = std::exchange(waiting_, {});
  // One time for all callbacks of a frame.
  const JSValueRef time = JSValueMakeNumber(page_.realm().context(), page_time);
  for (size_t i = 0; i < running_.size(); ++i) {
    const ProtectedValue function = std::exchange(running_[i].function, ProtectedValue());
    if (function) {
      page_.Call(function.object(), nullptr, {time}, running_[i].at);
    }
  }
  running_.clear();
}

}  // namespace bulkhead
