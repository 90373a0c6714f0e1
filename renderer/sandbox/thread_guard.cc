#include "renderer/sandbox/thread_guard.h"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>

#include "renderer/crash/crash_handler.h"

namespace bulkhead {
namespace {

using PthreadCreate = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);

// The C library calls us with no context of ours.
std::atomic<PthreadCreate> g_pthread_create{nullptr};
std::atomic<bool> g_fixed{false};

PthreadCreate FindPthreadCreate() {
  PthreadCreate found = g_pthread_create.load(std::memory_order_relaxed);
  if (found == nullptr) {
    found = reinterpret_cast<PthreadCreate>(::dlsym(RTLD_NEXT, "pthread_create"));
    g_pthread_create.store(found, std::memory_order_relaxed);
  }
  return found;
}

#ifndef BULKHEAD_SANITIZED
void Tell(void* caller) {
  Dl_info where{};
  const bool known = ::dladdr(caller, &where) != 0 && where.dli_fname != nullptr;
  std::fprintf(stderr, "a thread was asked for after the start-up and refused: by %s+0x%zx\n",
               known ? where.dli_fname : "?",
               reinterpret_cast<size_t>(caller) - (known ? reinterpret_cast<size_t>(where.dli_fbase) : 0));
}
#endif

}  // namespace

void PrepareThreadGuard() {
  FindPthreadCreate();
}

void FixThreads() {
  g_fixed.store(true, std::memory_order_release);
}

}  // namespace bulkhead

#ifndef BULKHEAD_SANITIZED  // sanitizers have a pthread_create of their own in this place
extern "C" [[gnu::visibility("default")]] int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                                             void* (*start)(void*), void* argument) noexcept {
  using namespace bulkhead;
  if (!g_fixed.load(std::memory_order_acquire)) {
    const PthreadCreate create = FindPthreadCreate();
    return create != nullptr ? create(thread, attributes, start, argument) : EAGAIN;
  }
  void* const caller = __builtin_return_address(0);
  if (NoteLateThread(reinterpret_cast<uint64_t>(caller))) {
    Tell(caller);
  }
  return EAGAIN;
}
#endif
