// The main thread's stack without /proc.
#ifndef BULKHEAD_RENDERER_PROCESS_MAIN_STACK_H_
#define BULKHEAD_RENDERER_PROCESS_MAIN_STACK_H_

#include <cstddef>

namespace bulkhead {

struct StackRange {
  void* low = nullptr;
  size_t bytes = 0;
};

// From where the program's stack began and how far RLIMIT_STACK lets it grow. What glibc reads from /proc/self/maps is at
// most that, and begins at most a few pages above.
StackRange MainStack();

}  // namespace bulkhead

#endif  // BULKHEAD_RENDERER_PROCESS_MAIN_STACK_H_
