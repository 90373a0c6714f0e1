// NativeData: what the private pointer of each JavaScript object of ours points to. The kind is checked before it is used
// as more than that: scripts can call any function on any object.
#ifndef BULKHEAD_RENDERER_SCRIPT_NATIVE_DATA_H_
#define BULKHEAD_RENDERER_SCRIPT_NATIVE_DATA_H_

#include <JavaScriptCore/JavaScript.h>

namespace bulkhead {

class Realm;

enum class NativeKind { kFunction, kMicrotask, kEvent, kNode, kStyle, kClassList };

struct NativeData {
  NativeKind kind;
  // Outlives every call of its functions: a realm that ended is never entered again. Not to be used when finalising.
  Realm* realm = nullptr;
};

// null if `object` is none of ours, or of another kind.
template <class Data>
Data* NativeDataOf(JSObjectRef object, NativeKind kind) {
  auto* data = object ? static_cast<NativeData*>(JSObjectGetPrivate(object)) : nullptr;
  return data && data->kind == kind ? static_cast<Data*>(data) : nullptr;
}

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_NATIVE_DATA_H_
