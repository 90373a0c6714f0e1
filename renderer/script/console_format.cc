#include "renderer/script/console_format.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "renderer/dom/element.h"
#include "renderer/dom/text.h"
#include "renderer/script/js_value.h"
#include "renderer/script/node_wrapper.h"
#include "renderer/script/realm.h"
#include "renderer/script/script_error.h"

namespace bulkhead {
namespace {

// Beyond these a console shows "…", as browsers do in one line.
constexpr size_t kMaxDepth = 4;
constexpr unsigned kMaxItems = 100;
constexpr const char* kMore = "…";

class Formatter {
 public:
  explicit Formatter(Realm& realm) : realm_(realm), context_(realm.context()) {}

  void AppendTop(JSValueRef value) {
    if (JSValueIsString(context_, value)) {
      out_ += ToText(context_, value, nullptr);
    } else {
      Append(value);
    }
  }
  void Append(JSValueRef value);
  void AppendRaw(std::string_view text) { out_ += text; }
  bool full() const { return out_.size() > kMaxConsoleBytes; }
  std::string Take() {
    TruncateUtf8(out_, kMaxConsoleBytes);
    return std::move(out_);
  }

 private:
  void AppendQuoted(const std::string& text);
  void AppendObject(JSObjectRef object);
  void AppendNode(const Node& node);
  void AppendArray(JSObjectRef array);
  void AppendProperties(JSObjectRef object);
  std::string ConstructorName(JSObjectRef object);
  std::string PropertyText(JSObjectRef object, const char* name) {
    JSValueRef value = GetProperty(context_, object, name);
    return JSValueIsUndefined(context_, value) ? std::string() : ToText(context_, value, nullptr);
  }

  Realm& realm_;
  const JSContextRef context_;
  std::string out_;
  std::vector<JSObjectRef> open_;  // each is held by the one before it
};

void Formatter::Append(JSValueRef value) {
  switch (JSValueGetType(context_, value)) {
    case kJSTypeString:
      AppendQuoted(ToText(context_, value, nullptr));
      return;
    case kJSTypeSymbol:
      // A symbol does not convert; its description does.
      out_ += "Symbol(";
      if (JSObjectRef object = JSValueToObject(context_, value, nullptr)) {
        out_ += PropertyText(object, "description");
      }
      out_ += ')';
      return;
    case kJSTypeObject:
      AppendObject(AsObject(context_, value));
      return;
    case kJSTypeNumber:
      if (std::string text = ToText(context_, value, nullptr); true) {
        // The one number whose text hides what it is.
        out_ += text == "0" && 1 / JSValueToNumber(context_, value, nullptr) < 0 ? "-0" : text;
      }
      return;
    default:
      out_ += ToText(context_, value, nullptr);
  }
}

void Formatter::AppendQuoted(const std::string& text) {
  out_ += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
    }
    if (c == '\n') {
      out_ += "\\n";
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

std::string Formatter::ConstructorName(JSObjectRef object) {
  JSObjectRef constructor = AsObject(context_, GetProperty(context_, object, "constructor"));
  JSValueRef name = constructor ? GetProperty(context_, constructor, "name") : JSValueMakeUndefined(context_);
  return JSValueIsString(context_, name) ? ToText(context_, name, nullptr) : std::string();
}

void Formatter::AppendObject(JSObjectRef object) {
  if (auto* wrapper = NativeDataOf<NodeWrapper>(object, NativeKind::kNode); wrapper && wrapper->node) {
    AppendNode(*wrapper->node);
    return;
  }
  if (realm_.IsError(object)) {
    out_ += ToText(context_, object, nullptr);
    if (const std::string stack = PropertyText(object, "stack"); !stack.empty()) {
      out_ += '\n';
      out_ += stack;
    }
    return;
  }
  if (JSObjectIsFunction(context_, object)) {
    const std::string name = PropertyText(object, "name");
    out_ += "function ";
    out_ += name.empty() ? "(anonymous)" : name;
    return;
  }
  if (JSValueIsDate(context_, object)) {
    out_ += ToText(context_, object, nullptr);
    return;
  }
  if (std::find(open_.begin(), open_.end(), object) != open_.end()) {
    out_ += "[Circular]";
    return;
  }
  const bool array = JSValueIsArray(context_, object);
  if (open_.size() >= kMaxDepth) {
    out_ += array ? "[…]" : "{…}";
    return;
  }
  open_.push_back(object);
  array ? AppendArray(object) : AppendProperties(object);
  open_.pop_back();
}

void Formatter::AppendNode(const Node& node) {
  if (const Element* element = node.AsElement()) {
    out_ += '<' + element->tag();
    for (const auto& [name, value] : element->attributes()) {
      out_ += ' ' + name + "=\"" + value + '"';
    }
    out_ += '>';
  } else if (const Text* text = node.AsText()) {
    out_ += "#text ";
    AppendQuoted(text->data());
  } else {
    out_ += "#document";
  }
}

void Formatter::AppendArray(JSObjectRef array) {
  const double length = JSValueToNumber(context_, GetProperty(context_, array, "length"), nullptr);
  out_ += '[';
  for (unsigned i = 0; i < length && !full(); ++i) {
    if (i > 0) {
      out_ += ", ";
    }
    if (i == kMaxItems) {
      out_ += kMore;
      break;
    }
    JSValueRef item = JSObjectGetPropertyAtIndex(context_, array, i, nullptr);
    Append(item ? item : JSValueMakeUndefined(context_));
  }
  out_ += ']';
}

void Formatter::AppendProperties(JSObjectRef object) {
  const std::string name = ConstructorName(object);
  if (name == "RegExp") {
    out_ += ToText(context_, object, nullptr);
    return;
  }
  if (!name.empty() && name != "Object") {
    out_ += name;
    if (name == "Map" || name == "Set") {
      out_ += '(' + PropertyText(object, "size") + ')';
    }
    out_ += ' ';
  }
  JSValueRef exception = nullptr;
  const std::vector<std::string> keys = realm_.Keys(object, &exception);
  out_ += '{';
  for (size_t i = 0; i < keys.size() && !full(); ++i) {
    if (i > 0) {
      out_ += ", ";
    }
    if (i == kMaxItems) {
      out_ += kMore;
      break;
    }
    out_ += keys[i] + ": ";
    exception = nullptr;
    JSValueRef value = GetProperty(context_, object, keys[i], &exception);
    if (exception) {
      out_ += "[throws]";
    } else {
      Append(value);
    }
  }
  out_ += '}';
}

// Replaces the directives of `format` by the values; returns how many it took.
size_t AppendFormatted(Formatter& formatter, JSContextRef context, const std::string& format,
                       std::span<const JSValueRef> values) {
  size_t used = 0;
  for (size_t i = 0; i < format.size(); ++i) {
    const char directive = format[i] == '%' && i + 1 < format.size() ? format[i + 1] : '\0';
    if (directive == '%') {
      formatter.AppendRaw("%");
      ++i;
      continue;
    }
    if (directive == '\0' || std::string_view("sdifoOc").find(directive) == std::string_view::npos ||
        used == values.size()) {
      formatter.AppendRaw({&format[i], 1});
      continue;
    }
    JSValueRef value = values[used++];
    ++i;
    if (directive == 's') {
      formatter.AppendTop(value);
    } else if (directive == 'o' || directive == 'O') {
      formatter.Append(value);
    } else if (directive != 'c') {  // %c is style
      const double number = JSValueToNumber(context, value, nullptr);
      const bool whole = directive != 'f' && number == number;
      formatter.Append(JSValueMakeNumber(context, whole ? static_cast<double>(static_cast<long long>(
                                                              std::clamp(number, -9e15, 9e15)))
                                                        : number));
    }
  }
  return used;
}

}  // namespace

std::string FormatForConsole(Realm& realm, std::span<const JSValueRef> values) {
  Formatter formatter(realm);
  size_t next = 0;
  if (values.size() > 1 && JSValueIsString(realm.context(), values[0])) {
    next = 1 + AppendFormatted(formatter, realm.context(), ToText(realm.context(), values[0], nullptr),
                               values.subspan(1));
  }
  for (; next < values.size() && !formatter.full(); ++next) {
    if (next > 0) {
      formatter.AppendRaw(" ");
    }
    formatter.AppendTop(values[next]);
  }
  return formatter.Take();
}

}  // namespace bulkhead
