#include "renderer/crash/stack_walk.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

// glibc's: where the kernel put the main thread's stack pointer at exec.
extern "C" void* __libc_stack_end;

namespace bulkhead {
namespace {

constexpr uint64_t kPage = 4096;
// An overflow faults in the guard below the stack, or skips it by one large frame.
constexpr uint64_t kOverflowReach = 1024 * 1024;
constexpr uint64_t kDefaultStack = 8 * 1024 * 1024;

}  // namespace

StackBounds CurrentStackBounds() {
  StackBounds bounds;
  if (::gettid() == ::getpid()) {
    rlimit limit{};
    ::getrlimit(RLIMIT_STACK, &limit);
    const uint64_t size = limit.rlim_cur == RLIM_INFINITY ? kDefaultStack : limit.rlim_cur;
    bounds.high = (reinterpret_cast<uint64_t>(__libc_stack_end) + kPage) & ~(kPage - 1);
    bounds.low = bounds.high - std::min(size, bounds.high);
    return bounds;
  }
  pthread_attr_t attributes;
  if (::pthread_getattr_np(::pthread_self(), &attributes) == 0) {
    void* low = nullptr;
    size_t size = 0;
    ::pthread_attr_getstack(&attributes, &low, &size);
    ::pthread_attr_destroy(&attributes);
    bounds.low = reinterpret_cast<uint64_t>(low);
    bounds.high = bounds.low + size;
  }
  return bounds;
}

void WalkFrames(uint64_t frame_pointer,
                uint64_t stack_pointer,
                const StackBounds& bounds,
                std::span<uint64_t> frames,
                uint32_t& count) {
  if (stack_pointer >= bounds.high || stack_pointer + kOverflowReach < bounds.low) {
    return;
  }
  uint64_t at = frame_pointer;
  uint64_t lowest = std::max(stack_pointer, bounds.low);
  while (count < frames.size()) {
    if (at % sizeof(uint64_t) != 0 || at < lowest || at > bounds.high - 2 * sizeof(uint64_t)) {
      return;
    }
    const auto* frame = reinterpret_cast<const volatile uint64_t*>(at);
    const uint64_t next = frame[0];
    const uint64_t return_address = frame[1];
    if (return_address < kPage) {
      return;
    }
    frames[count] = return_address;
    ++count;
    lowest = at + 2 * sizeof(uint64_t);  // strictly upwards: no loop
    at = next;
  }
}

}  // namespace bulkhead
