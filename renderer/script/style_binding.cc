// element.style: camel-case and dashed properties, setProperty() and the like, cssText. Every assignment of an animation comes
// through here: the hooks take the property's name as JavaScriptCore gives it and touch nothing else.
#include <array>
#include <string>
#include <string_view>

#include "renderer/dom/element.h"
#include "renderer/script/bindings.h"
#include "renderer/script/css_property_names.h"
#include "renderer/script/js_value.h"
#include "renderer/script/node_wrapper.h"

namespace bulkhead {
namespace {

Element* ElementOf(JSObjectRef style) {
  auto* facet = NativeDataOf<NodeFacet>(style, NativeKind::kStyle);
  return facet && facet->owner->node ? facet->owner->node->AsElement() : nullptr;
}

// The CSS name of a JavaScript property; empty: it is none.
std::string_view CssName(JSStringRef property) {
  std::array<char, 64> name{};
  const size_t size = JSStringGetUTF8CString(property, name.data(), name.size());
  return size > 1 ? CssPropertyName({name.data(), size - 1}) : std::string_view();
}

JSValueRef GetStyle(JSContextRef context, JSObjectRef object, JSStringRef property, JSValueRef*) {
  const std::string_view name = CssName(property);
  const Element* element = name.empty() ? nullptr : ElementOf(object);
  return element ? MakeText(context, element->StyleProperty(name)) : nullptr;
}

bool SetStyle(JSContextRef context, JSObjectRef object, JSStringRef property, JSValueRef value,
              JSValueRef* exception) {
  const std::string_view name = CssName(property);
  Element* element = name.empty() ? nullptr : ElementOf(object);
  if (!element) {
    return false;  // a property of the script's own
  }
  const std::string text = JSValueIsNull(context, value) ? std::string() : ToText(context, value, exception);
  if (!*exception) {
    element->SetStyleProperty(name, text);
  }
  return true;
}

JSValueRef SetPropertyMethod(NativeCall& call) {
  const std::string name = call.Text(0);
  std::string value = JSValueIsNull(call.context, call.Arg(1)) ? std::string() : call.Text(1);
  if (call.Has(2) && !value.empty() && call.Text(2) == "important") {
    value += " !important";
  }
  if (!call.failed()) {
    call.element().SetStyleProperty(name, value);
  }
  return call.Undefined();
}

JSValueRef GetPropertyValue(NativeCall& call) {
  return call.Make(std::string_view(call.element().StyleProperty(call.Text(0))));
}

JSValueRef RemoveProperty(NativeCall& call) {
  const std::string name = call.Text(0);
  const std::string before = call.element().StyleProperty(name);
  call.element().SetStyleProperty(name, "");
  return call.Make(std::string_view(before));
}

JSValueRef CssText(NativeCall& call) {
  const std::string* text = call.element().GetAttribute("style");
  return call.Make(text ? std::string_view(*text) : std::string_view());
}

JSValueRef SetCssText(NativeCall& call) {
  const std::string text = call.Text(0);
  if (!call.failed()) {
    call.element().SetAttribute("style", text);
  }
  return call.Undefined();
}

}  // namespace

JSClassRef MakeStyleClass() {
  static constexpr JSStaticFunction kFunctions[] = {
      ElementMethod<SetPropertyMethod>("setProperty"), ElementMethod<GetPropertyValue>("getPropertyValue"),
      ElementMethod<RemoveProperty>("removeProperty"), {nullptr, nullptr, 0}};
  static constexpr JSStaticValue kValues[] = {Accessor<CssText, SetCssText>("cssText"),
                                              {nullptr, nullptr, nullptr, 0}};
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "CSSStyleDeclaration";
  definition.staticFunctions = kFunctions;
  definition.staticValues = kValues;
  definition.getProperty = GetStyle;
  definition.setProperty = SetStyle;
  return JSClassCreate(&definition);
}

}  // namespace bulkhead
