#include "renderer/script/script_watchdog.h"

#include <utility>

#include "renderer/script/jsc_extras.h"
#include "renderer/script/script_host.h"

namespace bulkhead {
namespace {

constexpr double kTick = 0.010;  // seconds of CPU time; 4 us each
constexpr double kAgain = 0.001;

JSValueRef Nothing(JSContextRef context, JSObjectRef, JSObjectRef, size_t, const JSValueRef*, JSValueRef*) {
  return JSValueMakeUndefined(context);
}

}  // namespace

void ScriptWatchdog::Prepare(JSGlobalContextRef context) {
  if (nothing_) {
    return;
  }
  if (extras_.set_time_limit && extras_.clear_time_limit) {
    // The first limit makes the VM's watchdog and the exception that ends a script.
    extras_.set_time_limit(group_, kTick, &ScriptWatchdog::OnTick, this);
    extras_.clear_time_limit(group_);
  }
  nothing_ = JSObjectMakeFunctionWithCallback(context, nullptr, &Nothing);
  JSValueProtect(context, nothing_);
}

void ScriptWatchdog::Start(JSGlobalContextRef context) {
  if (!extras_.set_time_limit) {
    return;
  }
  Prepare(context);
  armed_ = true;
  Arm(kTick);
  // A call enters the VM as an evaluation does, without parser and compiler, whose first use in a child cost some 100 page
  // faults.
  JSObjectCallAsFunction(context, nothing_, nullptr, 0, nullptr, nullptr);
  JSValueUnprotect(context, std::exchange(nothing_, nullptr));  // it would keep the first page's realm
}

void ScriptWatchdog::Arm(double seconds) {
  if (armed_) {
    extras_.set_time_limit(group_, seconds, &ScriptWatchdog::OnTick, this);
  }
}

void ScriptWatchdog::Enter(ScriptHost& host) {
  if (depth_++ == 0) {
    host_ = &host;
    // A request that found no script running is not for this one.
    stop_requested_.store(false, std::memory_order_relaxed);
  }
}

void ScriptWatchdog::Leave() {
  if (--depth_ > 0) {
    return;
  }
  host_ = nullptr;
  if (terminating_) {
    terminating_ = false;
    Arm(kTick);
  }
}

bool ScriptWatchdog::OnTick(JSContextRef context, void* data) {
  ScriptWatchdog& self = *static_cast<ScriptWatchdog*>(data);
  // It fires once; armed again in any case.
  if (self.terminating_) {
    self.Arm(kAgain);
    return true;
  }
  const auto position = CurrentPosition(self.extras_, context);
  if (position && self.host_) {
    self.host_->OnScriptPosition(position->source, position->line);
  }
  if (self.depth_ > 0 && self.stop_requested_.exchange(false, std::memory_order_relaxed)) {
    self.terminating_ = true;
    self.stopped_at_ = position.value_or(ScriptPosition{});
    self.Arm(kAgain);
    return true;
  }
  self.Arm(kTick);
  return false;
}

}  // namespace bulkhead
