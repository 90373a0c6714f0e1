#include "renderer/process/fork_memory.h"

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>

#include "ipc/os/unique_fd.h"
#include "renderer/process/proc_files.h"

namespace bulkhead {
namespace {

// Larger ones may be mappings of their own (mallopt(3), M_MMAP_THRESHOLD) and are never gaps.
constexpr size_t kLargestGap = 64 * 1024;
constexpr size_t kGranule = 16;
// A page that is copied costs the fork 0.03 us, and its mapping some more. What is executable and as large as this, 16 of
// 220 mappings, saves 68 of the 83 page faults until Hello that all of them would save, for about half of the price.
constexpr uint64_t kLeastText = 512 * 1024;

}  // namespace

StepResult PrepareForkMemory(StartUp&) {
  KeepTextMapped();
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

size_t KeepTextMapped() {
  size_t kept = 0;
  // Writes here reach read-only pages of the process itself, as a debugger's do; the mapping stays as it is all the while.
  const UniqueFd memory(::open("/proc/self/mem", O_RDWR | O_CLOEXEC));
  const Result<std::string> maps = ReadProcFile("/proc/self/maps");
  if (!memory.valid() || !maps) {
    return kept;
  }
  for (const uint64_t begin : LargeTextMappings(*maps)) {
    char byte;
    const off_t at = static_cast<off_t>(begin);
    if (::pread(memory.get(), &byte, 1, at) == 1 && ::pwrite(memory.get(), &byte, 1, at) == 1) {
      ++kept;
    }
  }
  return kept;
}

std::vector<uint64_t> LargeTextMappings(std::string_view maps) {
  std::vector<uint64_t> found;
  while (!maps.empty()) {
    const size_t end_of_line = maps.find('\n');
    const std::string_view line = maps.substr(0, end_of_line);
    maps.remove_prefix(end_of_line == maps.npos ? maps.size() : end_of_line + 1);
    const size_t dash = line.find('-');
    const size_t mode = line.find(' ');
    if (mode == line.npos || dash > mode || line.find('/') == line.npos) {
      continue;
    }
    uint64_t begin = 0;
    uint64_t end = 0;
    std::from_chars(line.data(), line.data() + dash, begin, 16);
    std::from_chars(line.data() + dash + 1, line.data() + mode, end, 16);
    if (line.substr(mode + 1, 4) == "r-xp" && end - begin >= kLeastText) {
      found.push_back(begin);
    }
  }
  return found;
}

}  // namespace bulkhead
