// PageScripts: the ScriptContext that there is. It brings a realm and a host together; the bindings see the page through it.
#ifndef BULKHEAD_RENDERER_SCRIPT_PAGE_SCRIPTS_H_
#define BULKHEAD_RENDERER_SCRIPT_PAGE_SCRIPTS_H_

#include <JavaScriptCore/JavaScript.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "renderer/dom/selector.h"
#include "renderer/script/animation_callbacks.h"
#include "renderer/script/event_dispatcher.h"
#include "renderer/script/node_wrappers.h"
#include "renderer/script/page_timers.h"
#include "renderer/script/script_context.h"
#include "renderer/script/script_position.h"
#include "renderer/script/script_reports.h"

namespace bulkhead {

class Realm;
class ScriptHost;
class ScriptVm;

class PageScripts final : public ScriptContext {
 public:
  PageScripts(std::unique_ptr<Realm> realm, ScriptHost& host);
  ~PageScripts() override;

  bool Evaluate(std::string_view code, const std::string& url, uint32_t line) override;
  void FireDomContentLoaded() override;
  void FireLoad() override;
  bool DispatchClick(Element& target, double x, double y) override;
  void DeliverMessage(std::string_view json) override;  // message_binding.cc
  void RunTimers() override;
  std::optional<TimePoint> next_timer() const override { return timers_.next_due(); }
  void RunAnimationFrames(TimePoint frame_time) override;
  bool has_animation() const override { return !animation_.empty(); }

  Realm& realm() const { return *realm_; }
  ScriptHost& host() const { return host_; }
  Document& document() const;
  NodeWrappers& wrappers() { return wrappers_; }
  PageTimers& timers() { return timers_; }
  AnimationCallbacks& animation() { return animation_; }
  EventDispatcher& events() { return events_; }
  const char* ready_state() const { return ready_state_; }

  // Milliseconds since the page began.
  double PageTime(TimePoint time) const;
  // null: not a selector. Parsed once.
  const Selector* FindSelector(const std::string& text);
  // Where the running script is; empty when unknown.
  ScriptPosition Position() const;

  // One stretch of script, from its first line to its last microtask; nested ones belong to the outermost.
  class Turn {
   public:
    explicit Turn(PageScripts& page);
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

   private:
    PageScripts& page_;
  };

  // Calls a function of the page; what it throws is reported and null returned. `at`: where it was registered.
  JSValueRef Call(JSObjectRef function, JSObjectRef self, const std::vector<JSValueRef>& args,
                  const ScriptPosition& at);
  void ReportException(JSValueRef exception);
  void ReportRejection(JSValueRef promise, JSValueRef reason);

 private:
  void ReportToWindow(JSValueRef error, const PageError& report, bool* handled);

  const std::unique_ptr<Realm> realm_;
  ScriptHost& host_;
  const TimePoint start_;
  int depth_ = 0;
  bool reporting_ = false;
  const char* ready_state_ = "loading";
  std::optional<TimePoint> announced_timer_;
  std::unordered_map<std::string, std::optional<Selector>> selectors_;
  NodeWrappers wrappers_;
  PageTimers timers_;
  AnimationCallbacks animation_;
  EventDispatcher events_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_PAGE_SCRIPTS_H_
