// ScriptWatchdog: looks at the running script every 10 ms of its CPU time: notes where it is, and ends it when asked from
// another thread. Main thread only, except Stop().
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_WATCHDOG_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_WATCHDOG_H_

#include <JavaScriptCore/JavaScript.h>

#include <atomic>

#include "renderer/script/script_position.h"

namespace bulkhead {

class ScriptHost;
struct JscExtras;

class ScriptWatchdog {
 public:
  ScriptWatchdog(const JscExtras& extras, JSContextGroupRef group) : extras_(extras), group_(group) {}
  ScriptWatchdog(const ScriptWatchdog&) = delete;
  ScriptWatchdog& operator=(const ScriptWatchdog&) = delete;

  // Before a fork: makes all that Start() can find made, but no thread.
  void Prepare(JSGlobalContextRef context);
  // Arms it and enters the VM: JavaScriptCore makes its thread then, and no later.
  void Start(JSGlobalContextRef context);
  // Any thread, lock-free.
  void Stop() { stop_requested_.store(true, std::memory_order_relaxed); }

  // Script begins and ends to run for `host`; pairs, nested ones belong to the outermost.
  void Enter(ScriptHost& host);
  void Leave();
  // The running script is being ended: its exception is not its own, and nothing more may be called. A native call in
  // between swallows the exception, so it is thrown again until the outermost script is gone.
  bool terminating() const { return terminating_; }
  // Where the script was when it was ended.
  const ScriptPosition& stopped_at() const { return stopped_at_; }

 private:
  static bool OnTick(JSContextRef context, void* self);
  void Arm(double seconds);

  const JscExtras& extras_;
  const JSContextGroupRef group_;
  std::atomic<bool> stop_requested_{false};
  JSObjectRef nothing_ = nullptr;  // a function that does nothing; protected, between Prepare() and Start()
  bool armed_ = false;
  bool terminating_ = false;
  int depth_ = 0;
  ScriptHost* host_ = nullptr;
  ScriptPosition stopped_at_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_WATCHDOG_H_
