#include "renderer/probe/memory_scan.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "ipc/probe_canary.h"

namespace bulkhead {
namespace {

constexpr size_t kPage = 4096;
// vm.mmap_min_addr; Documentation/arch/x86/x86_64/mm.rst: the highest page is never mapped. Above it nothing is given without
// being asked for by address, on aarch64 too.
constexpr uintptr_t kUserSpaceBegin = 0x10000;
constexpr uintptr_t kUserSpaceEnd = 0x7fff'ffff'f000;
// What one page of page tables covers: to read there costs no more of them where there is one already.
constexpr size_t kBlock = size_t{2} << 20;

// What a renderer may still map at once: half of its growth (renderer/sandbox/resource_limits.h). Of a larger range only its
// parts can be asked about: that it cannot be mapped says nothing.
constexpr size_t kMappable = size_t{2} << 30;

// The kernel takes the address that is asked for if nothing is in the way, else another.
bool IsFree(const MemoryRange& range) {
  void* const wanted = reinterpret_cast<void*>(range.begin);
  void* const got = ::mmap(wanted, range.size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (got != MAP_FAILED) {
    ::munmap(got, range.size());
  }
  return got == wanted;
}

// ENOMEM where there is a hole. Of the advice that a renderer may give the one without an effect: it has no dumps.
bool IsWhollyMapped(const MemoryRange& range) {
  return ::madvise(reinterpret_cast<void*>(range.begin), range.size(), MADV_DODUMP) == 0;
}

void Append(const MemoryRange& range, std::vector<MemoryRange>* ranges) {
  if (!ranges->empty() && ranges->back().end >= range.begin) {
    ranges->back().end = std::max(ranges->back().end, range.end);
  } else {
    ranges->push_back(range);
  }
}

void Descend(const MemoryRange& range, std::vector<MemoryRange>* ranges) {
  if (range.size() <= kMappable && IsFree(range)) {
    return;
  }
  if (range.size() <= kPage || IsWhollyMapped(range)) {
    Append(range, ranges);
    return;
  }
  const uintptr_t middle = range.begin + range.size() / 2 / kPage * kPage;
  Descend({range.begin, middle}, ranges);
  Descend({middle, range.end}, ranges);
}

// Not a constant: the compiler would write the plain mark into the program.
const volatile std::array<uint8_t, kCanaryMarkBytes> g_complement = kCanaryMarkComplement;

uint8_t Complement(size_t at) {
  return const_cast<const volatile uint8_t*>(reinterpret_cast<const volatile uint8_t*>(&g_complement))[at];
}

bool IsMark(const uint8_t* at, const uint8_t* end, size_t stride) {
  if (static_cast<size_t>(end - at) < kCanaryMarkBytes * stride) {
    return false;
  }
  for (size_t i = 0; i < kCanaryMarkBytes; ++i) {
    if ((at[i * stride] ^ Complement(i)) != 0xff) {
      return false;
    }
  }
  return true;
}

// Runs of readable pages of `range`.
void Search(const MemoryRange& range, MemoryScan* scan) {
  uintptr_t begin = range.begin;
  while (begin < range.end && scan->found == nullptr) {
    if (!IsReadable(begin)) {
      begin += kPage;
      continue;
    }
    uintptr_t end = begin + kPage;
    while (end < range.end && IsReadable(end)) {
      end += kPage;
    }
    scan->found = FindCanary(reinterpret_cast<const void*>(begin), end - begin);
    scan->searched += end - begin;
    begin = end;
  }
}

}  // namespace

InheritedMemory ThisMemory(std::string_view maps) {
  InheritedMemory memory;
  memory.ranges = RangesOf(maps);
  memory.used = UsedBlocks(memory.ranges);
  return memory;
}

std::vector<MemoryRange> RangesOf(std::string_view maps) {
  std::vector<MemoryRange> ranges;
  while (!maps.empty()) {
    const char* const end = maps.data() + std::min(maps.find('\n'), maps.size());
    MemoryRange range;
    const auto begun = std::from_chars(maps.data(), end, range.begin, 16);
    if (begun.ptr != end && std::from_chars(begun.ptr + 1, end, range.end, 16).ec == std::errc() &&
        range.end <= kUserSpaceEnd) {
      Append(range, &ranges);
    }
    maps.remove_prefix(std::min(maps.size(), static_cast<size_t>(end - maps.data()) + 1));
  }
  return ranges;
}

std::vector<MemoryRange> Around(const std::vector<MemoryRange>& known, size_t margin) {
  std::vector<MemoryRange> around;
  for (const MemoryRange& range : known) {
    Append({range.begin > margin + kUserSpaceBegin ? range.begin - margin : kUserSpaceBegin,
            std::min(range.end + margin, kUserSpaceEnd)},
           &around);
  }
  return around;
}

std::vector<MemoryRange> MappedRanges(MemoryRange within) {
  std::vector<MemoryRange> ranges;
  ranges.reserve(4096);  // no memory is mapped meanwhile
  Descend(within, &ranges);
  return ranges;
}

std::vector<MemoryRange> UsedBlocks(const std::vector<MemoryRange>& ranges) {
  std::vector<MemoryRange> used;
  // A call for a GiB: the kernel is quick over page tables that are not there.
  std::vector<unsigned char> resident(kBlock / kPage * 512);
  const size_t step = resident.size() * kPage;
  for (const MemoryRange& range : ranges) {
    if (range.size() < kReservationBytes) {
      continue;
    }
    for (uintptr_t begin = range.begin; begin < range.end; begin += step) {
      const size_t size = std::min(step, range.end - begin);
      if (::mincore(reinterpret_cast<void*>(begin), size, resident.data()) != 0) {
        continue;
      }
      const unsigned char* const end = resident.data() + size / kPage;
      for (const unsigned char* page = resident.data(); (page = std::find(page, end, 1)) != end;) {
        const uintptr_t block = (begin + static_cast<size_t>(page - resident.data()) * kPage) / kBlock * kBlock;
        Append({std::max(block, range.begin), std::min(block + 2 * kBlock, range.end)}, &used);
        page = resident.data() + std::min(size, block + kBlock - begin) / kPage;
      }
    }
  }
  return used;
}

bool IsReadable(uintptr_t address) {
  // The set is copied in before the bad `how` is seen: EFAULT, or EINVAL.
  constexpr int kNoSuchHow = 999;
  constexpr size_t kSetBytes = 8;
  return ::syscall(SYS_rt_sigprocmask, kNoSuchHow, address, nullptr, kSetBytes) != 0 && errno == EINVAL;
}

const void* FindCanary(const void* memory, size_t size) {
  const auto first = static_cast<uint8_t>(~Complement(0));
  const auto* at = static_cast<const uint8_t*>(memory);
  const uint8_t* const end = at + size;
  while ((at = static_cast<const uint8_t*>(std::memchr(at, first, static_cast<size_t>(end - at)))) != nullptr) {
    if (IsMark(at, end, 1) || IsMark(at, end, 2)) {
      return at;
    }
    if (++at == end) {
      break;
    }
  }
  return nullptr;
}

MemoryScan SearchMemory(const std::vector<MemoryRange>& ranges, const std::vector<MemoryRange>& used) {
  MemoryScan scan;
  for (const MemoryRange& range : ranges) {
    if (range.size() < kReservationBytes) {
      Search(range, &scan);
      continue;
    }
    for (const MemoryRange& block : used) {
      const MemoryRange part{std::max(block.begin, range.begin), std::min(block.end, range.end)};
      if (part.begin < part.end) {
        Search(part, &scan);
      }
    }
  }
  return scan;
}

}  // namespace bulkhead
