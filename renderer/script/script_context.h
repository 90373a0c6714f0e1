// ScriptContext: the scripts of one page: its global object, DOM bindings, timers, animation callbacks, event listeners.
// Nothing is shared with other pages of the process. Main thread only. Microtasks (promises) run before each of the
// methods that run script returns; uncaught errors and unhandled rejections go to the host.
#ifndef BULKHEAD_RENDERER_SCRIPT_SCRIPT_CONTEXT_H_
#define BULKHEAD_RENDERER_SCRIPT_SCRIPT_CONTEXT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ipc/os/clock.h"

namespace bulkhead {

class Element;
class ScriptEngine;
class ScriptHost;

class ScriptContext {
 public:
  // `engine` and `host` outlive it, host.document() too. performance.now() is 0 now. The document may not be touched by
  // scripts of another context.
  static std::unique_ptr<ScriptContext> Create(ScriptEngine& engine, ScriptHost& host);
  virtual ~ScriptContext() = default;

  // Runs `code` as a classic script. `line`: that of its first line in `url`, from 1. False: it ended with an uncaught error
  // (which the host was told).
  virtual bool Evaluate(std::string_view code, const std::string& url, uint32_t line) = 0;

  // Each once, in this order, by the page. document.readyState follows.
  virtual void FireDomContentLoaded() = 0;
  virtual void FireLoad() = 0;
  // A click that bubbles from `target` to the window. False: a listener called preventDefault().
  virtual bool DispatchClick(Element& target, double x, double y) = 0;

  // Calls bulkhead.onmessage, if it is a function, with the value that `json` stands for.
  virtual void DeliverMessage(std::string_view json) = 0;

  // Runs the timers that are due at host.Now(), in the order of their due times. Those that they make wait for the next
  // call.
  virtual void RunTimers() = 0;
  virtual std::optional<TimePoint> next_timer() const = 0;

  // Runs the callbacks that were requested before this call; `frame_time` is what they get as their time.
  virtual void RunAnimationFrames(TimePoint frame_time) = 0;
  virtual bool has_animation() const = 0;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_SCRIPT_CONTEXT_H_
