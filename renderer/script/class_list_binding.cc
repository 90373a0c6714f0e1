// element.classList.
#include <string>

#include "renderer/dom/element.h"
#include "renderer/script/bindings.h"
#include "renderer/script/js_value.h"

namespace bulkhead {
namespace {

// False: an exception was set.
bool IsClassName(NativeCall& call, const std::string& name) {
  if (call.failed()) {
    return false;
  }
  if (name.empty()) {
    call.ThrowDom("SyntaxError", "The name of a class is empty");
    return false;
  }
  if (name.find_first_of(" \t\r\n\f") != std::string::npos) {
    call.ThrowDom("InvalidCharacterError", "The name of a class has a blank: " + name);
    return false;
  }
  return true;
}

JSValueRef AddClasses(NativeCall& call) {
  for (size_t i = 0; i < call.args.size(); ++i) {
    if (const std::string name = call.Text(i); IsClassName(call, name)) {
      call.element().AddClass(name);
    }
  }
  return call.Undefined();
}

JSValueRef RemoveClasses(NativeCall& call) {
  for (size_t i = 0; i < call.args.size(); ++i) {
    if (const std::string name = call.Text(i); IsClassName(call, name)) {
      call.element().RemoveClass(name);
    }
  }
  return call.Undefined();
}

JSValueRef ToggleClass(NativeCall& call) {
  const std::string name = call.Text(0);
  if (!IsClassName(call, name)) {
    return call.Undefined();
  }
  const bool add =
      call.Has(1) ? JSValueToBoolean(call.context, call.Arg(1)) : !call.element().HasClass(name);
  if (add) {
    call.element().AddClass(name);
  } else {
    call.element().RemoveClass(name);
  }
  return call.Make(add);
}

JSValueRef ContainsClass(NativeCall& call) {
  return call.Make(call.element().HasClass(call.Text(0)));
}

JSValueRef ReplaceClass(NativeCall& call) {
  const std::string before = call.Text(0);
  const std::string after = call.Text(1);
  if (!IsClassName(call, before) || !IsClassName(call, after)) {
    return call.Undefined();
  }
  const bool had = call.element().HasClass(before);
  if (had) {
    call.element().RemoveClass(before);
    call.element().AddClass(after);
  }
  return call.Make(had);
}

JSValueRef Item(NativeCall& call) {
  const auto classes = call.element().Classes();
  const double index = call.Number(0);
  return index >= 0 && index < static_cast<double>(classes.size()) ? call.Make(classes[static_cast<size_t>(index)])
                                                                   : call.Null();
}

JSValueRef Length(NativeCall& call) {
  return call.Make(static_cast<double>(call.element().Classes().size()));
}

JSValueRef Value(NativeCall& call) {
  const std::string* value = call.element().GetAttribute("class");
  return call.Make(value ? std::string_view(*value) : std::string_view());
}

JSValueRef SetValue(NativeCall& call) {
  const std::string value = call.Text(0);
  if (!call.failed()) {
    call.element().SetAttribute("class", value);
  }
  return call.Undefined();
}

}  // namespace

JSClassRef MakeClassListClass() {
  static constexpr JSStaticFunction kFunctions[] = {
      ElementMethod<AddClasses>("add"), ElementMethod<RemoveClasses>("remove"), ElementMethod<ToggleClass>("toggle"),
      ElementMethod<ContainsClass>("contains"), ElementMethod<ReplaceClass>("replace"), ElementMethod<Item>("item"),
      ElementMethod<Value>("toString"), {nullptr, nullptr, 0}};
  static constexpr JSStaticValue kValues[] = {
      Getter<Length>("length"), Accessor<Value, SetValue>("value"), {nullptr, nullptr, nullptr, 0}};
  JSClassDefinition definition = kJSClassDefinitionEmpty;
  definition.className = "DOMTokenList";
  definition.staticFunctions = kFunctions;
  definition.staticValues = kValues;
  return JSClassCreate(&definition);
}

}  // namespace bulkhead
