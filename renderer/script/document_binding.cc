// document, and the constructors Node, Element, ... (for instanceof; they make nothing).
#include <string>
#include <vector>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/dom/text.h"
#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_host.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {

namespace {

JSValueRef WrapAll(NativeCall& call, const Selector& selector) {
  ArrayBuilder list(call.context);
  for (Element* element : selector.All(call.node())) {
    list.Add(call.page().wrappers().Wrap(*element));
  }
  return list.array();
}

}  // namespace

JSValueRef QuerySelector(NativeCall& call) {
  const std::string text = call.Text(0);
  const Selector* selector = call.failed() ? nullptr : call.page().FindSelector(text);
  if (!selector) {
    return call.ThrowDom("SyntaxError", "Not a selector: " + text);
  }
  return call.page().wrappers().WrapOrNull(selector->First(call.node()));
}

JSValueRef QuerySelectorAll(NativeCall& call) {
  const std::string text = call.Text(0);
  const Selector* selector = call.failed() ? nullptr : call.page().FindSelector(text);
  if (!selector) {
    return call.ThrowDom("SyntaxError", "Not a selector: " + text);
  }
  return WrapAll(call, *selector);
}

JSValueRef ElementsByTagName(NativeCall& call) {
  const std::string text = call.Text(0);
  const Selector* selector = call.failed() ? nullptr : call.page().FindSelector(text);
  return selector ? WrapAll(call, *selector) : ArrayBuilder(call.context).array();
}

JSValueRef ElementsByClassName(NativeCall& call) {
  std::string text;
  bool in_word = false;
  for (char c : call.Text(0)) {
    const bool space = c == ' ' || c == '\t' || c == '\n';
    if (!space && !in_word) {
      text += '.';
    }
    in_word = !space;
    if (!space) {
      text += c;
    }
  }
  const Selector* selector = text.empty() ? nullptr : call.page().FindSelector(text);
  return selector ? WrapAll(call, *selector) : ArrayBuilder(call.context).array();
}

namespace {

JSValueRef GetElementById(NativeCall& call) {
  const std::string id = call.Text(0);
  return call.page().wrappers().WrapOrNull(call.page().document().GetElementById(id));
}

JSValueRef CreateElement(NativeCall& call) {
  const std::string tag = call.Text(0);
  if (call.failed()) {
    return call.Undefined();
  }
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (tag.empty() || !letter(tag[0]) || tag.find_first_of(" \t\r\n\f/><=\"'") != std::string::npos) {
    return call.ThrowDom("InvalidCharacterError", "Not a name of an element: " + tag);
  }
  return call.page().wrappers().Wrap(call.page().document().CreateElement(tag));
}

JSValueRef CreateTextNode(NativeCall& call) {
  const std::string data = call.Text(0);
  return call.failed() ? call.Undefined() : call.page().wrappers().Wrap(call.page().document().CreateText(data));
}

JSValueRef Title(NativeCall& call) {
  return call.Make(std::string_view(call.page().document().Title()));
}

JSValueRef SetTitle(NativeCall& call) {
  const std::string title = call.Text(0);
  if (!call.failed()) {
    call.page().document().SetTitle(title);
    call.page().host().OnTitleSet(call.page().document().Title());
  }
  return call.Undefined();
}

JSValueRef DocumentElement(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.page().document().document_element());
}

JSValueRef Head(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.page().document().head());
}

JSValueRef Body(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.page().document().body());
}

JSValueRef ReadyState(NativeCall& call) {
  return call.Make(std::string_view(call.page().ready_state()));
}

JSValueRef Url(NativeCall& call) {
  return call.Make(std::string_view(call.page().host().url()));
}

JSValueRef DefaultView(NativeCall& call) {
  return call.realm.global();
}

JSObjectRef IllegalConstructor(JSContextRef context, JSObjectRef, size_t, const JSValueRef*, JSValueRef* exception) {
  const JSValueRef message[] = {MakeText(context, "Illegal constructor")};
  *exception = JSObjectMakeError(context, 1, message, nullptr);
  return nullptr;
}

}  // namespace

JSClassRef MakeDocumentClass(JSClassRef node) {
  static constexpr JSStaticFunction kFunctions[] = {
      Method<GetElementById>("getElementById"), Method<CreateElement>("createElement"),
      Method<CreateTextNode>("createTextNode"), Method<QuerySelector>("querySelector"),
      Method<QuerySelectorAll>("querySelectorAll"), Method<ElementsByClassName>("getElementsByClassName"),
      Method<ElementsByTagName>("getElementsByTagName"), {nullptr, nullptr, 0}};
  static constexpr JSStaticValue kValues[] = {
      Accessor<Title, SetTitle>("title"), Getter<DocumentElement>("documentElement"),
      Getter<Head>("head"), Getter<Body>("body"),
      Getter<ReadyState>("readyState"), Getter<Url>("URL"),
      Getter<DefaultView>("defaultView"), {nullptr, nullptr, nullptr, 0}};
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "HTMLDocument";
  definition.parentClass = node;
  definition.staticFunctions = kFunctions;
  definition.staticValues = kValues;
  return JSClassCreate(&definition);
}

void InstallDomConstructors(Realm& realm) {
  const JSContextRef context = realm.context();
  const BindingClasses& classes = realm.vm().classes();
  const auto define = [&](std::initializer_list<const char*> names, JSClassRef object_class) {
    JSObjectRef constructor = JSObjectMakeConstructor(context, object_class, IllegalConstructor);
    for (const char* name : names) {
      SetProperty(context, realm.global(), name, constructor, kMethod);
    }
  };
  define({"Node"}, classes.node);
  define({"Text"}, classes.text);
  define({"Document", "HTMLDocument"}, classes.document);
  define({"Element", "HTMLElement"}, classes.element);
  define({"Event"}, classes.event);
  SetProperty(context, realm.global(), "document", realm.document(),
              kJSPropertyAttributeReadOnly | kJSPropertyAttributeDontDelete);
}

}  // namespace bulkhead
