#include "renderer/sandbox/library_warm_up.h"

#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <thread>

namespace bulkhead {
namespace {

// A thread's heap that shrinks makes glibc read /proc/sys/vm/overcommit_memory,
// once (check_may_shrink_heap(), 2.36). It shrinks when more than
// M_TRIM_THRESHOLD (128 KiB) is free at its top; blocks of less than
// M_MMAP_THRESHOLD (128 KiB) lie there.
void ShrinkAThreadsHeap() {
  constexpr size_t kBlock = 100 * 1024;
  void* volatile blocks[3] = {};
  for (void* volatile& block : blocks) {
    block = std::malloc(kBlock);
  }
  for (size_t i = std::size(blocks); i > 0; --i) {
    std::free(blocks[i - 1]);
  }
}

// qsort() of 1 KiB and more asks for the machine's memory, once: by a file or
// by sysinfo(2).
void SortSomething() {
  static constexpr size_t kMembers = 1024;
  static int numbers[kMembers];
  std::qsort(numbers, kMembers, sizeof(int), [](const void* left, const void* right) {
    return *static_cast<const int*>(left) - *static_cast<const int*>(right);
  });
}

}  // namespace

void WarmUpCLibrary() {
  std::thread(ShrinkAThreadsHeap).join();
  SortSomething();
}

}  // namespace bulkhead
