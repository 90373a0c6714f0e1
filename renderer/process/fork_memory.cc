#include "renderer/process/fork_memory.h"

#include <malloc.h>
#include <unistd.h>

#include <cstdlib>

namespace bulkhead {
namespace {

// Larger ones may be mappings of their own (mallopt(3), M_MMAP_THRESHOLD) and are never gaps.
constexpr size_t kLargestGap = 64 * 1024;
constexpr size_t kGranule = 16;

}  // namespace

StepResult PrepareForkMemory(StartUp&) {
  FillHeapGaps();
  return StepResult::Done();
}

size_t FillHeapGaps() {
  size_t taken = 0;
#ifndef BULKHEAD_SANITIZED
  const uintptr_t end = reinterpret_cast<uintptr_t>(::sbrk(0));
  const uintptr_t untouched = end - ::mallinfo2().keepcost;
  const auto is_gap = [&](void* block) { return reinterpret_cast<uintptr_t>(block) < untouched; };
  for (size_t size = kLargestGap; size >= kGranule; size -= size > 1024 ? size / 8 / kGranule * kGranule : kGranule) {
    void* block = std::malloc(size);
    while (block != nullptr && is_gap(block)) {
      taken += ::malloc_usable_size(block);
      block = std::malloc(size);
    }
    std::free(block);
  }
#endif
  return taken;
}

}  // namespace bulkhead
