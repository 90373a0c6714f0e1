#include "renderer/script/script_error.h"

#include <string_view>

#include "renderer/script/console_format.h"
#include "renderer/script/js_value.h"
#include "renderer/script/realm.h"

namespace bulkhead {

void TruncateUtf8(std::string& text, size_t bytes) {
  constexpr std::string_view kEllipsis = "…";
  if (text.size() <= bytes) {
    return;
  }
  size_t end = bytes - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  text.resize(end);
  text += kEllipsis;
}

PageError DescribeException(Realm& realm, JSValueRef exception) {
  const JSContextRef context = realm.context();
  PageError error;
  if (realm.IsError(exception)) {
    JSObjectRef object = AsObject(context, exception);
    error.message = ToText(context, exception, nullptr);
    error.source = ToText(context, GetProperty(context, object, "sourceURL"), nullptr);
    const double line = JSValueToNumber(context, GetProperty(context, object, "line"), nullptr);
    error.line = line >= 1 && line <= 1e9 ? static_cast<uint32_t>(line) : 0;
    JSValueRef stack = GetProperty(context, object, "stack");
    if (JSValueIsString(context, stack)) {
      error.stack = ToText(context, stack, nullptr);
    }
    if (error.source == "undefined") {
      error.source.clear();
    }
  } else {
    error.message = FormatForConsole(realm, {&exception, 1});
  }
  TruncateUtf8(error.message, kMaxMessageBytes);
  TruncateUtf8(error.source, kMaxSourceBytes);
  TruncateUtf8(error.stack, kMaxStackBytes);
  return error;
}

}  // namespace bulkhead
