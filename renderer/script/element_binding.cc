// Element: attributes, classes, style, markup, queries, the tree of elements.
#include <string>
#include <string_view>

#include "renderer/dom/document.h"
#include "renderer/dom/element.h"
#include "renderer/script/bindings.h"
#include "renderer/script/page_scripts.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_host.h"
#include "renderer/script/script_vm.h"

namespace bulkhead {
namespace {

std::string_view AttributeOrEmpty(const Element& element, std::string_view name) {
  const std::string* value = element.GetAttribute(name);
  return value ? std::string_view(*value) : std::string_view();
}

std::string LowerArg(NativeCall& call, size_t index) {
  std::string name = call.Text(index);
  for (char& c : name) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

JSValueRef GetAttribute(NativeCall& call) {
  const std::string* value = call.element().GetAttribute(LowerArg(call, 0));
  return value ? call.Make(std::string_view(*value)) : call.Null();
}

JSValueRef SetAttribute(NativeCall& call) {
  const std::string name = LowerArg(call, 0);
  const std::string value = call.Text(1);
  if (name.empty() || name.find_first_of(" \t\r\n\f/>=") != std::string::npos) {
    return call.ThrowDom("InvalidCharacterError", "Not a name of an attribute: " + name);
  }
  if (!call.failed()) {
    call.element().SetAttribute(name, value);
  }
  return call.Undefined();
}

JSValueRef RemoveAttribute(NativeCall& call) {
  call.element().RemoveAttribute(LowerArg(call, 0));
  return call.Undefined();
}

JSValueRef HasAttribute(NativeCall& call) {
  return call.Make(call.element().GetAttribute(LowerArg(call, 0)) != nullptr);
}

// A property that is the attribute of the same meaning.
template <const char* kName>
JSValueRef Reflected(NativeCall& call) {
  return call.Make(AttributeOrEmpty(call.element(), kName));
}

template <const char* kName>
JSValueRef SetReflected(NativeCall& call) {
  const std::string value = call.Text(0);
  if (!call.failed()) {
    call.element().SetAttribute(kName, value);
  }
  return call.Undefined();
}

template <const char* kName>
constexpr JSStaticValue Reflect(const char* property = kName) {
  return Accessor<Reflected<kName>, SetReflected<kName>>(property);
}

constexpr char kId[] = "id";
constexpr char kClass[] = "class";
constexpr char kStyle[] = "style";
constexpr char kSrc[] = "src";
constexpr char kHref[] = "href";
constexpr char kAlt[] = "alt";
constexpr char kTitle[] = "title";
constexpr char kName[] = "name";
constexpr char kValue[] = "value";
constexpr char kType[] = "type";

JSValueRef Hidden(NativeCall& call) {
  return call.Make(call.element().GetAttribute("hidden") != nullptr);
}

JSValueRef SetHidden(NativeCall& call) {
  if (JSValueToBoolean(call.context, call.Arg(0))) {
    call.element().SetAttribute("hidden", "");
  } else {
    call.element().RemoveAttribute("hidden");
  }
  return call.Undefined();
}

JSValueRef StyleObject(NativeCall& call) {
  return call.page().wrappers().Facet(*call.wrapper, call.wrapper->style, NativeKind::kStyle,
                                      call.realm.vm().classes().style);
}

JSValueRef ClassList(NativeCall& call) {
  return call.page().wrappers().Facet(*call.wrapper, call.wrapper->class_list, NativeKind::kClassList,
                                      call.realm.vm().classes().class_list);
}

JSValueRef TagName(NativeCall& call) {
  std::string name = call.element().tag();
  for (char& c : name) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return call.Make(std::string_view(name));
}

JSValueRef LocalName(NativeCall& call) {
  return call.Make(std::string_view(call.element().tag()));
}

JSValueRef InnerHtml(NativeCall& call) {
  return call.Make(std::string_view(call.element().InnerHtml()));
}

JSValueRef OuterHtml(NativeCall& call) {
  return call.Make(std::string_view(call.element().OuterHtml()));
}

JSValueRef SetInnerHtml(NativeCall& call) {
  const std::string html = JSValueIsNull(call.context, call.Arg(0)) ? std::string() : call.Text(0);
  if (call.failed()) {
    return call.Undefined();
  }
  call.page().wrappers().NoteChildrenMoved(call.element());
  if (const auto refusal = call.element().SetInnerHtml(html)) {
    return call.Throw(ErrorKind::kError, *refusal);
  }
  call.page().wrappers().SettleIfMany();
  return call.Undefined();
}

JSValueRef Children(NativeCall& call) {
  ArrayBuilder list(call.context);
  for (Element* child = call.element().FirstElementChild(); child; child = child->NextElementSibling()) {
    list.Add(call.page().wrappers().Wrap(*child));
  }
  return list.array();
}

JSValueRef ChildElementCount(NativeCall& call) {
  double count = 0;
  for (Element* child = call.element().FirstElementChild(); child; child = child->NextElementSibling()) {
    ++count;
  }
  return call.Make(count);
}

JSValueRef FirstElementChild(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.element().FirstElementChild());
}

JSValueRef LastElementChild(NativeCall& call) {
  Element* last = nullptr;
  for (Node* child = call.element().last_child(); child && !last; child = child->previous_sibling()) {
    last = child->AsElement();
  }
  return call.page().wrappers().WrapOrNull(last);
}

JSValueRef NextElementSibling(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.element().NextElementSibling());
}

JSValueRef PreviousElementSibling(NativeCall& call) {
  return call.page().wrappers().WrapOrNull(call.element().PreviousElementSibling());
}

JSValueRef Matches(NativeCall& call) {
  const std::string text = call.Text(0);
  const Selector* selector = call.failed() ? nullptr : call.page().FindSelector(text);
  if (!selector) {
    return call.ThrowDom("SyntaxError", "Not a selector: " + text);
  }
  return call.Make(selector->Matches(call.element()));
}

JSValueRef Closest(NativeCall& call) {
  const std::string text = call.Text(0);
  const Selector* selector = call.failed() ? nullptr : call.page().FindSelector(text);
  if (!selector) {
    return call.ThrowDom("SyntaxError", "Not a selector: " + text);
  }
  Element* element = &call.element();
  while (element && !selector->Matches(*element)) {
    element = element->ParentElement();
  }
  return call.page().wrappers().WrapOrNull(element);
}

JSValueRef Click(NativeCall& call) {
  call.page().DispatchClick(call.element(), 0, 0);
  return call.Undefined();
}

}  // namespace

JSClassRef MakeElementClass(JSClassRef node) {
  static constexpr JSStaticFunction kFunctions[] = {
      ElementMethod<GetAttribute>("getAttribute"), ElementMethod<SetAttribute>("setAttribute"),
      ElementMethod<RemoveAttribute>("removeAttribute"), ElementMethod<HasAttribute>("hasAttribute"),
      Method<QuerySelector>("querySelector"), Method<QuerySelectorAll>("querySelectorAll"),
      Method<ElementsByClassName>("getElementsByClassName"), Method<ElementsByTagName>("getElementsByTagName"),
      ElementMethod<Matches>("matches"), ElementMethod<Closest>("closest"),
      ElementMethod<Click>("click"), {nullptr, nullptr, 0}};
  static constexpr JSStaticValue kValues[] = {
      Reflect<kId>(), Reflect<kClass>("className"),
      Reflect<kSrc>(), Reflect<kHref>(),
      Reflect<kAlt>(), Reflect<kTitle>(),
      Reflect<kName>(), Reflect<kValue>(),
      Reflect<kType>(), Accessor<Hidden, SetHidden>("hidden"),
      Accessor<StyleObject, SetReflected<kStyle>>("style"), Accessor<ClassList, SetReflected<kClass>>("classList"),
      Accessor<InnerHtml, SetInnerHtml>("innerHTML"), Getter<OuterHtml>("outerHTML"),
      Getter<TagName>("tagName"), Getter<LocalName>("localName"),
      Getter<Children>("children"), Getter<ChildElementCount>("childElementCount"),
      Getter<FirstElementChild>("firstElementChild"), Getter<LastElementChild>("lastElementChild"),
      Getter<NextElementSibling>("nextElementSibling"), Getter<PreviousElementSibling>("previousElementSibling"),
      {nullptr, nullptr, nullptr, 0}};
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "HTMLElement";
  definition.parentClass = node;
  definition.staticFunctions = kFunctions;
  definition.staticValues = kValues;
  return JSClassCreate(&definition);
}

}  // namespace bulkhead
