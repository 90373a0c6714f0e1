#include "renderer/script/jsc_extras.h"

#include <dlfcn.h>

namespace bulkhead {
namespace {

template <class Function>
void Find(Function& function, const char* name) {
  // POSIX allows the conversion; the library is linked, so it is in the default scope.
  function = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

JscExtras JscExtras::Load() {
  JscExtras extras;
  Find(extras.disable_scavenger, "_ZN3WTF20fastDisableScavengerEv");
  Find(extras.release_free_memory, "_ZN3WTF27releaseFastMallocFreeMemoryEv");
  Find(extras.collect_now, "JSSynchronousGarbageCollectForDebugging");
  Find(extras.set_time_limit, "JSContextGroupSetExecutionTimeLimit");
  Find(extras.clear_time_limit, "JSContextGroupClearExecutionTimeLimit");
  Find(extras.set_unhandled_rejection, "JSGlobalContextSetUnhandledRejectionCallback");
  Find(extras.create_backtrace, "JSContextCreateBacktrace");
  Find(extras.weak_create, "JSWeakCreate");
  Find(extras.weak_get, "JSWeakGetObject");
  Find(extras.weak_release, "JSWeakRelease");
  Find(extras.set_private, "JSObjectSetPrivateProperty");
  Find(extras.get_private, "JSObjectGetPrivateProperty");
  Find(extras.delete_private, "JSObjectDeletePrivateProperty");
  return extras;
}

std::vector<std::string> JscExtras::Missing() const {
  std::vector<std::string> missing;
  const auto note = [&missing](bool present, const char* what) {
    if (!present) {
      missing.emplace_back(what);
    }
  };
  note(disable_scavenger, "allocator without helper thread");
  note(release_free_memory, "release of free memory");
  note(collect_now, "synchronous collection");
  note(set_time_limit, "stopping of scripts");
  note(set_unhandled_rejection, "unhandled rejections");
  note(create_backtrace, "source positions");
  note(has_weak(), "weak references");
  note(has_private(), "private properties");
  return missing;
}

}  // namespace bulkhead
