// pthread_getattr_np() as every library of this program sees it. glibc's reads /proc/self/maps for the main thread and fails
// without; JavaScriptCore does not expect that and takes what was in memory for its stack. Off and best-effort start without
// /proc too.
#include <dlfcn.h>
#include <pthread.h>

#include "renderer/process/main_stack.h"

#ifndef BULKHEAD_SANITIZED  // sanitizers have their own, and want /proc anyway
extern "C" [[gnu::visibility("default")]] int pthread_getattr_np(pthread_t thread, pthread_attr_t* attributes) noexcept {
  using GetAttributes = int (*)(pthread_t, pthread_attr_t*);
  static const auto real = reinterpret_cast<GetAttributes>(::dlsym(RTLD_NEXT, "pthread_getattr_np"));
  const int failed = real(thread, attributes);
  // Of other threads it knows the stack because it made it.
  if (failed == 0 || pthread_equal(thread, pthread_self()) == 0) {
    return failed;
  }
  const bulkhead::StackRange stack = bulkhead::MainStack();
  pthread_attr_init(attributes);
  return pthread_attr_setstack(attributes, stack.low, stack.bytes);
}
#endif
