// EventDispatcher: listeners of one page's nodes and window, and the way of an event through them (target, then its
// ancestors, document and window; there is no capture phase).
//
// Listeners hang on the JavaScript object of their target by a hidden reference, so that the collector sees the cycles that
// they make.
#ifndef BULKHEAD_RENDERER_SCRIPT_EVENT_DISPATCHER_H_
#define BULKHEAD_RENDERER_SCRIPT_EVENT_DISPATCHER_H_

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <string_view>
#include <vector>

#include "renderer/script/js_string.h"
#include "renderer/script/native_data.h"
#include "renderer/script/protected_value.h"

namespace bulkhead {

class Element;
class Node;
class PageScripts;

// Behind a JavaScript Event; freed with it.
struct EventData : NativeData {
  bool cancelable = false;
  bool prevented = false;
  bool stopped = false;      // no further target
  bool stopped_now = false;  // no further listener
};

JSClassRef MakeEventClass();

class EventDispatcher {
 public:
  explicit EventDispatcher(PageScripts& page);

  // `holder`: a node's wrapper, or the realm's window_target(). A second time is ignored.
  void AddListener(JSObjectRef holder, const std::string& type, JSObjectRef listener, bool once);
  void RemoveListener(JSObjectRef holder, const std::string& type, JSObjectRef listener);

  JSObjectRef MakeEvent(std::string_view type, bool cancelable);
  // False: prevented.
  bool DispatchToNode(JSObjectRef event, Node& target, bool bubbles);
  // Runs the window's listeners and its "on..." property, except onerror, which is not called with the event.
  bool DispatchToWindow(JSObjectRef event, JSObjectRef target);
  // <body onload="...">: the window's.
  void CompileBodyHandler(const std::string& type);

 private:
  struct Target {
    ProtectedValue holder;  // where its listeners hang
    ProtectedValue self;    // `this`, and where its "on..." property is
  };
  Target MakeTarget(JSObjectRef holder, JSObjectRef self) const;
  bool Dispatch(JSObjectRef event, JSObjectRef target, const std::vector<Target>& path);
  void RunListeners(JSObjectRef event, EventData& data, const Target& target, const std::string& type);
  void RunHandler(JSObjectRef event, EventData& data, const Target& target, const std::string& type);
  // <button onclick="...">
  void CompileHandler(Element& element, JSObjectRef self, const std::string& type);
  JSObjectRef ListenersOf(JSObjectRef holder, const std::string& type);

  PageScripts& page_;
  const JsString listeners_name_;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_EVENT_DISPATCHER_H_
