// JsString: owns one JSStringRef. Text crosses as UTF-8 and never fails: bytes that are not UTF-8 and lone surrogates
// become U+FFFD (the C API would cut the string there).
#ifndef BULKHEAD_RENDERER_SCRIPT_JS_STRING_H_
#define BULKHEAD_RENDERER_SCRIPT_JS_STRING_H_

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <string_view>
#include <utility>

namespace bulkhead {

class JsString {
 public:
  JsString() = default;
  explicit JsString(std::string_view utf8);
  // Takes over a reference that the C API returned ("Create", "Copy"); may be null.
  static JsString Adopt(JSStringRef string);
  JsString(JsString&& other) noexcept : string_(std::exchange(other.string_, nullptr)) {}
  JsString& operator=(JsString&& other) noexcept {
    std::swap(string_, other.string_);
    return *this;
  }
  ~JsString();

  JSStringRef get() const { return string_; }
  std::string ToUtf8() const;

 private:
  JSStringRef string_ = nullptr;
};

// Empty for null.
std::string Utf8(JSStringRef string);

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_JS_STRING_H_
