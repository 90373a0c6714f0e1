// JscExtras: functions that JavaScriptCore exports without promising them. Each is looked up by name when the engine is
// made; a null one makes something weaker, which is said beside it.
#ifndef BULKHEAD_RENDERER_SCRIPT_JSC_EXTRAS_H_
#define BULKHEAD_RENDERER_SCRIPT_JSC_EXTRAS_H_

#include <JavaScriptCore/JavaScript.h>

#include <string>
#include <vector>

namespace bulkhead {

using JscWeakRef = struct OpaqueJSWeak*;
// True: end the script.
using JscShouldTerminate = bool (*)(JSContextRef context, void* data);

struct JscExtras {
  static JscExtras Load();
  // The names of those that are null, in words.
  std::vector<std::string> Missing() const;

  // Without: a helper thread of the allocator runs in the zygote.
  void (*disable_scavenger)() = nullptr;
  // Without: free memory stays with the process.
  void (*release_free_memory)() = nullptr;
  // Without: garbage is collected when JavaScriptCore thinks so.
  void (*collect_now)(JSContextRef) = nullptr;
  // Without: runaway scripts cannot be stopped, only killed with their process.
  void (*set_time_limit)(JSContextGroupRef, double seconds, JscShouldTerminate, void* data) = nullptr;
  void (*clear_time_limit)(JSContextGroupRef) = nullptr;
  // Without: unhandled rejections are silent.
  void (*set_unhandled_rejection)(JSGlobalContextRef, JSObjectRef function, JSValueRef* exception) = nullptr;
  // Without: console lines and hangs have no source position.
  JSStringRef (*create_backtrace)(JSContextRef, unsigned max_frames) = nullptr;
  // Without (any of the three): wrappers of nodes live as long as the page.
  JscWeakRef (*weak_create)(JSContextGroupRef, JSObjectRef) = nullptr;
  JSObjectRef (*weak_get)(JscWeakRef) = nullptr;
  void (*weak_release)(JSContextGroupRef, JscWeakRef) = nullptr;
  // Without (any of the three): what wrappers keep for themselves is seen by scripts, though not enumerable.
  bool (*set_private)(JSContextRef, JSObjectRef, JSStringRef, JSValueRef) = nullptr;
  JSValueRef (*get_private)(JSContextRef, JSObjectRef, JSStringRef) = nullptr;
  bool (*delete_private)(JSContextRef, JSObjectRef, JSStringRef) = nullptr;

  bool has_weak() const { return weak_create && weak_get && weak_release; }
  bool has_private() const { return set_private && get_private && delete_private; }
};

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_SCRIPT_JSC_EXTRAS_H_
