#include "renderer/script/event_dispatcher.h"

#include <algorithm>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/script/js_value.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_host.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

// An entry of a list of listeners: a plain object, so that the collector sees through it.
constexpr const char* kListener = "listener";
constexpr const char* kOnce = "once";
constexpr const char* kRemoved = "removed";
constexpr const char* kSource = "source";
constexpr const char* kLine = "line";

EventData* EventOf(JSObjectRef self) {
  return NativeDataOf<EventData>(self, NativeKind::kEvent);
}

JSValueRef PreventDefault(JSContextRef context, JSObjectRef, JSObjectRef self, size_t, const JSValueRef*, JSValueRef*) {
  if (EventData* event = EventOf(self)) {
    event->prevented |= event->cancelable;
  }
  return JSValueMakeUndefined(context);
}

JSValueRef StopPropagation(JSContextRef context, JSObjectRef, JSObjectRef self, size_t, const JSValueRef*,
                           JSValueRef*) {
  if (EventData* event = EventOf(self)) {
    event->stopped = true;
  }
  return JSValueMakeUndefined(context);
}

JSValueRef StopNow(JSContextRef context, JSObjectRef, JSObjectRef self, size_t, const JSValueRef*, JSValueRef*) {
  if (EventData* event = EventOf(self)) {
    event->stopped = event->stopped_now = true;
  }
  return JSValueMakeUndefined(context);
}

JSValueRef DefaultPrevented(JSContextRef context, JSObjectRef self, JSStringRef, JSValueRef*) {
  const EventData* event = EventOf(self);
  return JSValueMakeBoolean(context, event && event->prevented);
}

size_t LengthOf(JSContextRef context, JSObjectRef array) {
  return static_cast<size_t>(JSValueToNumber(context, GetProperty(context, array, "length"), nullptr));
}

bool IsTrue(JSContextRef context, JSObjectRef object, const char* name) {
  return JSValueToBoolean(context, GetProperty(context, object, name));
}

}  // namespace

JSClassRef MakeEventClass() {
  static constexpr JSStaticFunction kFunctions[] = {{"preventDefault", PreventDefault, kMethod},
                                                    {"stopPropagation", StopPropagation, kMethod},
                                                    {"stopImmediatePropagation", StopNow, kMethod},
                                                    {nullptr, nullptr, 0}};
  static constexpr JSStaticValue kValues[] = {{"defaultPrevented", DefaultPrevented, nullptr, kReadOnly},
                                              {nullptr, nullptr, nullptr, 0}};
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "Event";
  definition.staticFunctions = kFunctions;
  definition.staticValues = kValues;
  definition.finalize = [](JSObjectRef object) { delete EventOf(object); };
  return JSClassCreate(&definition);
}

EventDispatcher::EventDispatcher(PageScripts& page) : page_(page), listeners_name_("listeners") {}

JSObjectRef EventDispatcher::ListenersOf(JSObjectRef holder, const std::string& type) {
  const JSContextRef context = page_.realm().context();
  JSObjectRef all = AsObject(context, page_.realm().vm().GetHidden(context, holder, listeners_name_));
  return all ? AsObject(context, GetProperty(context, all, type)) : nullptr;
}

void EventDispatcher::AddListener(JSObjectRef holder, const std::string& type, JSObjectRef listener, bool once) {
  const JSContextRef context = page_.realm().context();
  const ScriptVm& vm = page_.realm().vm();
  JSObjectRef all = AsObject(context, vm.GetHidden(context, holder, listeners_name_));
  if (!all) {
    all = JSObjectMake(context, nullptr, nullptr);
    JSObjectSetPrototype(context, all, JSValueMakeNull(context));
    vm.SetHidden(context, holder, listeners_name_, all);
  }
  JSObjectRef entry = JSObjectMake(context, nullptr, nullptr);
  const ScriptPosition at = page_.Position();
  SetProperty(context, entry, kListener, listener);
  SetProperty(context, entry, kOnce, JSValueMakeBoolean(context, once));
  SetProperty(context, entry, kSource, MakeText(context, at.source));
  SetProperty(context, entry, kLine, JSValueMakeNumber(context, at.line));
  // A new list each time: a dispatch that is running goes on with the one it has.
  JSObjectRef before = AsObject(context, GetProperty(context, all, type));
  JSObjectRef after = JSObjectMakeArray(context, 0, nullptr, nullptr);
  unsigned count = 0;
  for (unsigned i = 0; before && i < LengthOf(context, before); ++i) {
    JSValueRef other = JSObjectGetPropertyAtIndex(context, before, i, nullptr);
    if (JSValueIsStrictEqual(context, GetProperty(context, AsObject(context, other), kListener), listener)) {
      return;
    }
    JSObjectSetPropertyAtIndex(context, after, count++, other, nullptr);
  }
  JSObjectSetPropertyAtIndex(context, after, count, entry, nullptr);
  SetProperty(context, all, type, after);
}

void EventDispatcher::RemoveListener(JSObjectRef holder, const std::string& type, JSObjectRef listener) {
  const JSContextRef context = page_.realm().context();
  JSObjectRef before = ListenersOf(holder, type);
  if (!before) {
    return;
  }
  JSObjectRef after = JSObjectMakeArray(context, 0, nullptr, nullptr);
  unsigned count = 0;
  for (unsigned i = 0; i < LengthOf(context, before); ++i) {
    JSObjectRef entry = AsObject(context, JSObjectGetPropertyAtIndex(context, before, i, nullptr));
    if (JSValueIsStrictEqual(context, GetProperty(context, entry, kListener), listener)) {
      SetProperty(context, entry, kRemoved, JSValueMakeBoolean(context, true));
    } else {
      JSObjectSetPropertyAtIndex(context, after, count++, entry, nullptr);
    }
  }
  JSObjectRef all = AsObject(context, page_.realm().vm().GetHidden(context, holder, listeners_name_));
  SetProperty(context, all, type, after);
}

JSObjectRef EventDispatcher::MakeEvent(std::string_view type, bool cancelable) {
  const JSContextRef context = page_.realm().context();
  auto* data = new EventData;  // freed with the object
  data->kind = NativeKind::kEvent;
  data->realm = &page_.realm();
  data->cancelable = cancelable;
  JSObjectRef event =
      JSObjectMake(context, page_.realm().vm().classes().event, static_cast<NativeData*>(data));
  SetProperty(context, event, "type", MakeText(context, type));
  SetProperty(context, event, "cancelable", JSValueMakeBoolean(context, cancelable));
  SetProperty(context, event, "timeStamp", JSValueMakeNumber(context, page_.PageTime(page_.host().Now())));
  return event;
}

EventDispatcher::Target EventDispatcher::MakeTarget(JSObjectRef holder, JSObjectRef self) const {
  const JSContextRef context = page_.realm().context();
  return {ProtectedValue(context, holder), ProtectedValue(context, self)};
}

bool EventDispatcher::DispatchToNode(JSObjectRef event, Node& target, bool bubbles) {
  const JSContextRef context = page_.realm().context();
  SetProperty(context, event, "bubbles", JSValueMakeBoolean(context, bubbles));
  const std::string type = ToText(context, GetProperty(context, event, "type"), nullptr);
  std::vector<Target> path;
  JSObjectRef self = page_.wrappers().Wrap(target);
  for (Node* node = &target; node; node = bubbles ? node->parent() : nullptr) {
    // A node that no script ever saw has listeners only as an attribute.
    Element* element = node->AsElement();
    const bool inline_handler = element && element->GetAttribute("on" + type);
    JSObjectRef object = inline_handler ? page_.wrappers().Wrap(*node) : page_.wrappers().Existing(*node);
    if (inline_handler) {
      CompileHandler(*element, object, type);
    }
    if (object) {
      path.push_back(MakeTarget(object, object));
    }
  }
  if (bubbles && target.attached()) {
    path.push_back(MakeTarget(page_.realm().window_target(), page_.realm().global()));
  }
  return Dispatch(event, self, path);
}

bool EventDispatcher::DispatchToWindow(JSObjectRef event, JSObjectRef target) {
  std::vector<Target> path;
  path.push_back(MakeTarget(page_.realm().window_target(), page_.realm().global()));
  return Dispatch(event, target, path);
}

bool EventDispatcher::Dispatch(JSObjectRef event, JSObjectRef target, const std::vector<Target>& path) {
  const JSContextRef context = page_.realm().context();
  EventData& data = *EventOf(event);
  SetProperty(context, event, "target", target);
  const std::string type = ToText(context, GetProperty(context, event, "type"), nullptr);
  for (const Target& step : path) {
    SetProperty(context, event, "currentTarget", step.self.get());
    RunListeners(event, data, step, type);
    if (!data.stopped_now) {
      RunHandler(event, data, step, type);
    }
    if (data.stopped) {
      break;
    }
  }
  SetProperty(context, event, "currentTarget", JSValueMakeNull(context));
  return !data.prevented;
}

void EventDispatcher::RunListeners(JSObjectRef event, EventData& data, const Target& target,
                                   const std::string& type) {
  const JSContextRef context = page_.realm().context();
  JSObjectRef list = ListenersOf(target.holder.object(), type);
  const size_t count = list ? LengthOf(context, list) : 0;
  for (unsigned i = 0; i < count && !data.stopped_now; ++i) {
    JSObjectRef entry = AsObject(context, JSObjectGetPropertyAtIndex(context, list, i, nullptr));
    if (IsTrue(context, entry, kRemoved)) {
      continue;
    }
    JSObjectRef listener = AsObject(context, GetProperty(context, entry, kListener));
    if (IsTrue(context, entry, kOnce)) {
      RemoveListener(target.holder.object(), type, listener);
    }
    const ScriptPosition at{
        .source = ToText(context, GetProperty(context, entry, kSource), nullptr),
        .line = static_cast<uint32_t>(JSValueToNumber(context, GetProperty(context, entry, kLine), nullptr))};
    if (JSObjectIsFunction(context, listener)) {
      page_.Call(listener, target.self.object(), {event}, at);
    } else if (JSObjectRef handler = AsFunction(context, GetProperty(context, listener, "handleEvent"))) {
      page_.Call(handler, listener, {event}, at);
    }
  }
}

void EventDispatcher::RunHandler(JSObjectRef event, EventData& data, const Target& target, const std::string& type) {
  const JSContextRef context = page_.realm().context();
  JSObjectRef handler = AsFunction(context, GetProperty(context, target.self.object(), "on" + type));
  if (!handler || (type == "error" && target.self.object() == page_.realm().global())) {
    return;
  }
  JSValueRef result = page_.Call(handler, target.self.object(), {event}, {});
  if (result && JSValueIsBoolean(context, result) && !JSValueToBoolean(context, result)) {
    data.prevented |= data.cancelable;
  }
}

void EventDispatcher::CompileBodyHandler(const std::string& type) {
  Element* body = page_.document().body();
  if (body && body->GetAttribute("on" + type)) {
    CompileHandler(*body, page_.realm().global(), type);
  }
}

void EventDispatcher::CompileHandler(Element& element, JSObjectRef self, const std::string& type) {
  const JSContextRef context = page_.realm().context();
  const std::string name = "on" + type;
  if (!JSValueIsUndefined(context, GetProperty(context, self, name))) {
    return;
  }
  const JsString parameter("event");
  const JSStringRef parameters[] = {parameter.get()};
  JSValueRef exception = nullptr;
  JSObjectRef function = JSObjectMakeFunction(
      context, JsString(name).get(), 1, parameters, JsString(*element.GetAttribute(name)).get(),
      JsString(page_.host().url()).get(), static_cast<int>(std::max(1u, element.source_line())), &exception);
  if (exception) {
    page_.ReportException(exception);
  } else {
    SetProperty(context, self, name, function, kMethod);
  }
}

}  // namespace bulkhead
