#include "renderer/script/page_scripts.h"

#include <chrono>
#include <utility>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/script/bindings.h"
#include "renderer/script/js_value.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_engine.h"
#include "renderer/script/script_error.h"
#include "renderer/script/script_host.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

// A page that builds selectors from data must not fill the memory with them.
constexpr size_t kMaxSelectors = 256;

}  // namespace

PageScripts::PageScripts(std::unique_ptr<Realm> realm, ScriptHost& host)
    : realm_(std::move(realm)),
      host_(host),
      start_(host.Now()),
      wrappers_(*realm_, host.document()),
      timers_(*this),
      animation_(*this),
      events_(*this) {
  realm_->Attach(*this);
  InstallPage(*this);
}

PageScripts::~PageScripts() = default;

Document& PageScripts::document() const {
  return host_.document();
}

double PageScripts::PageTime(TimePoint time) const {
  return std::chrono::duration<double, std::milli>(time - start_).count();
}

const Selector* PageScripts::FindSelector(const std::string& text) {
  auto found = selectors_.find(text);
  if (found == selectors_.end()) {
    if (selectors_.size() >= kMaxSelectors) {
      selectors_.clear();
    }
    found = selectors_.emplace(text, Selector::Parse(text)).first;
  }
  return found->second ? &*found->second : nullptr;
}

ScriptPosition PageScripts::Position() const {
  return CurrentPosition(realm_->vm().extras(), realm_->context()).value_or(ScriptPosition{});
}

PageScripts::Turn::Turn(PageScripts& page) : page_(page) {
  ++page_.depth_;
  page_.realm_->vm().watchdog().Enter(page_.host_);
}

PageScripts::Turn::~Turn() {
  const ScriptWatchdog& watchdog = page_.realm_->vm().watchdog();
  if (page_.depth_ == 1 && watchdog.terminating()) {
    const ScriptPosition& at = watchdog.stopped_at();
    page_.host_.OnScriptError(
        {.message = "The script was stopped", .source = at.source, .line = at.line, .stack = {}});
  }
  page_.realm_->vm().watchdog().Leave();
  if (--page_.depth_ > 0) {
    return;
  }
  page_.wrappers_.Settle();
  if (page_.announced_timer_ != page_.timers_.next_due()) {
    page_.announced_timer_ = page_.timers_.next_due();
    page_.host_.ScheduleTimers(page_.announced_timer_);
  }
}

bool PageScripts::Evaluate(std::string_view code, const std::string& url, uint32_t line) {
  const Turn turn(*this);
  host_.OnScriptPosition(url, line);
  JSValueRef exception = nullptr;
  JSEvaluateScript(realm_->context(), JsString(code).get(), nullptr, JsString(url).get(), static_cast<int>(line),
                   &exception);
  if (exception) {
    ReportException(exception);
  }
  return !exception;
}

JSValueRef PageScripts::Call(JSObjectRef function, JSObjectRef self, const std::vector<JSValueRef>& args,
                             const ScriptPosition& at) {
  const Turn turn(*this);
  if (realm_->vm().watchdog().terminating()) {
    return nullptr;  // back to what must end
  }
  if (!at.source.empty()) {
    host_.OnScriptPosition(at.source, at.line);
  }
  JSValueRef exception = nullptr;
  JSValueRef result =
      JSObjectCallAsFunction(realm_->context(), function, self, args.size(), args.data(), &exception);
  if (exception) {
    ReportException(exception);
    return nullptr;
  }
  return result;
}

void PageScripts::FireDomContentLoaded() {
  const Turn turn(*this);
  ready_state_ = "interactive";
  JSObjectRef event = events_.MakeEvent("DOMContentLoaded", false);
  events_.DispatchToNode(event, document(), true);
}

void PageScripts::FireLoad() {
  const Turn turn(*this);
  ready_state_ = "complete";
  JSObjectRef event = events_.MakeEvent("load", false);
  events_.CompileBodyHandler("load");
  events_.DispatchToWindow(event, realm_->document());
}

bool PageScripts::DispatchClick(Element& target, double x, double y) {
  const Turn turn(*this);
  const JSContextRef context = realm_->context();
  JSObjectRef event = events_.MakeEvent("click", true);
  SetProperty(context, event, "clientX", JSValueMakeNumber(context, x));
  SetProperty(context, event, "clientY", JSValueMakeNumber(context, y));
  SetProperty(context, event, "button", JSValueMakeNumber(context, 0));
  return events_.DispatchToNode(event, target, true);
}

void PageScripts::RunTimers() {
  timers_.RunDue(host_.Now());
  // Those that came due found their time announced already.
  announced_timer_ = timers_.next_due();
  host_.ScheduleTimers(announced_timer_);
}

void PageScripts::RunAnimationFrames(TimePoint frame_time) {
  animation_.Run(PageTime(frame_time));
}

void PageScripts::ReportException(JSValueRef exception) {
  if (realm_->vm().watchdog().terminating()) {
    return;  // not the script's own; said once at the end of the turn
  }
  const PageError report = DescribeException(*realm_, exception);
  bool handled = false;
  ReportToWindow(exception, report, &handled);
  if (!handled) {
    host_.OnScriptError(report);
  }
}

void PageScripts::ReportToWindow(JSValueRef error, const PageError& report, bool* handled) {
  if (reporting_) {
    return;  // an error in an error handler
  }
  reporting_ = true;
  const JSContextRef context = realm_->context();
  JSObjectRef event = events_.MakeEvent("error", true);
  SetProperty(context, event, "message", MakeText(context, report.message));
  SetProperty(context, event, "filename", MakeText(context, report.source));
  SetProperty(context, event, "lineno", JSValueMakeNumber(context, report.line));
  SetProperty(context, event, "error", error);
  // window.onerror is the one handler that is not given the event.
  if (JSObjectRef handler = AsFunction(context, GetProperty(context, realm_->global(), "onerror"))) {
    const JSValueRef undefined = JSValueMakeUndefined(context);
    JSValueRef result = Call(handler, realm_->global(),
                             {GetProperty(context, event, "message"), GetProperty(context, event, "filename"),
                              JSValueMakeNumber(context, report.line), undefined, error},
                             {});
    *handled = result && JSValueToBoolean(context, result);
  }
  *handled |= !events_.DispatchToWindow(event, realm_->global());
  reporting_ = false;
}

void PageScripts::ReportRejection(JSValueRef promise, JSValueRef reason) {
  const JSContextRef context = realm_->context();
  JSObjectRef event = events_.MakeEvent("unhandledrejection", true);
  SetProperty(context, event, "promise", promise);
  SetProperty(context, event, "reason", reason);
  if (!events_.DispatchToWindow(event, realm_->global())) {
    return;
  }
  PageError report = DescribeException(*realm_, reason);
  report.message = "Unhandled rejection: " + report.message;
  TruncateUtf8(report.message, kMaxMessageBytes);
  host_.OnScriptError(report);
}

std::unique_ptr<ScriptContext> ScriptContext::Create(ScriptEngine& engine, ScriptHost& host) {
  return std::make_unique<PageScripts>(engine.TakeRealm(), host);
}

}  // namespace bulkhead
