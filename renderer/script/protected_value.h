// ProtectedValue: keeps one JavaScript value alive from C++ (a root of the collector). Empty, or of a context that outlives
// it.
#ifndef BULKHEAD_RENDERER_SCRIPT_PROTECTED_VALUE_H_
#define BULKHEAD_RENDERER_SCRIPT_PROTECTED_VALUE_H_

#include <JavaScriptCore/JavaScript.h>

#include <utility>

namespace bulkhead {

class ProtectedValue {
 public:
  ProtectedValue() = default;
  ProtectedValue(JSContextRef context, JSValueRef value) : context_(context), value_(value) {
    if (value_) {
      JSValueProtect(context_, value_);
    }
  }
  ProtectedValue(ProtectedValue&& other) noexcept
      : context_(other.context_), value_(std::exchange(other.value_, nullptr)) {}
  ProtectedValue& operator=(ProtectedValue&& other) noexcept {
    std::swap(context_, other.context_);
    std::swap(value_, other.value_);
    return *this;
  }
  ~ProtectedValue() {
    if (value_) {
      JSValueUnprotect(context_, value_);
    }
  }

  JSValueRef get() const { return value_; }
  // Only if it was made from an object.
  JSObjectRef object() const { return const_cast<JSObjectRef>(value_); }
  explicit operator bool() const { return value_ != nullptr; }

 private:
  JSContextRef context_ = nullptr;
  JSValueRef value_ = nullptr;
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_PROTECTED_VALUE_H_
