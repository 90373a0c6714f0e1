// HostFunction: a JavaScript function that knows its realm, whatever `this` it is called with. Freed with its object.
#ifndef BULKHEAD_RENDERER_SCRIPT_HOST_FUNCTION_H_
#define BULKHEAD_RENDERER_SCRIPT_HOST_FUNCTION_H_

#include <JavaScriptCore/JavaScript.h>

#include "renderer/script/native_call.h"
#include "renderer/script/native_data.h"

namespace bulkhead {

struct HostFunction : NativeData {
  NativeBody body = nullptr;
  bool needs_page = true;
};

JSClassRef MakeHostFunctionClass();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_HOST_FUNCTION_H_
