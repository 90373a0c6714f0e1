// What puts the bindings on a realm. Each in a file of its own; called once by the realm, before there is a page.
#ifndef BULKHEAD_RENDERER_SCRIPT_BINDINGS_H_
#define BULKHEAD_RENDERER_SCRIPT_BINDINGS_H_

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <utility>
#include <vector>

#include "renderer/script/native_call.h"
#include "renderer/script/native_data.h"

namespace bulkhead {

class PageScripts;

void InstallConsole(Realm& realm);          // console
void InstallWindow(Realm& realm);           // window, viewport, scrolling, performance, navigator, Math.random
void InstallTimers(Realm& realm);           // setTimeout ... requestAnimationFrame, queueMicrotask
void InstallEvents(Realm& realm);           // addEventListener of the window
void InstallDomConstructors(Realm& realm);  // document, Node, Element, ...
void InstallErrors(Realm& realm);           // unhandled rejections

// What needs the page: location, bulkhead, fault (only when the host enables faults), probe (only in a probing renderer).
void InstallPage(PageScripts& page);
void InstallProbe(Realm& realm);
void InstallMessages(Realm& realm);
// {name: value} in argument `index`, values as their text; empty for anything else. May set an exception.
std::vector<std::pair<std::string, std::string>> NamedTexts(NativeCall& call, size_t index);

struct MicrotaskJob : NativeData {};

JSClassRef MakeMicrotaskClass();
JSClassRef MakeNodeClass();
JSClassRef MakeTextClass(JSClassRef node);
JSClassRef MakeDocumentClass(JSClassRef node);
JSClassRef MakeElementClass(JSClassRef node);
JSClassRef MakeStyleClass();
JSClassRef MakeClassListClass();

// Shared by elements and the document, as functions of their node.
JSValueRef QuerySelector(NativeCall& call);
JSValueRef QuerySelectorAll(NativeCall& call);
JSValueRef ElementsByClassName(NativeCall& call);
JSValueRef ElementsByTagName(NativeCall& call);
// With the arguments (type, listener, options) of the call; `holder` as in EventDispatcher.
void AddListener(NativeCall& call, JSObjectRef holder);
void RemoveListener(NativeCall& call, JSObjectRef holder);
// The arguments are nodes or texts. False: an exception was set.
bool AppendAll(NativeCall& call, Node& parent, Node* before);
// The child, or an exception.
JSValueRef InsertNode(NativeCall& call, Node& parent, Node& child, Node* before);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_BINDINGS_H_
