#include "tests/unit/symbols/known_code.h"

#include <dlfcn.h>
#include <link.h>

#include <fstream>
#include <iterator>

namespace bulkhead {
namespace {

struct Search {
  uint64_t address;
  RawFrame frame;
};

int Look(dl_phdr_info* info, size_t, void* into) {
  auto& search = *static_cast<Search*>(into);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    const uint64_t begin = info->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD && search.address >= begin && search.address < begin + header.p_memsz) {
      search.frame.module = *info->dlpi_name != '\0' ? info->dlpi_name : std::filesystem::read_symlink("/proc/self/exe");
      search.frame.offset = search.address - info->dlpi_addr;
      return 1;
    }
  }
  return 0;
}

// Returns to where it was called from, which is inside of whoever it is inlined into.
[[gnu::noinline]] const void* CallerAddress() {
  return __builtin_return_address(0);
}

[[gnu::always_inline]] inline const void* InlinedInner(uint32_t* line) {
  *line = __LINE__ + 1;
  const void* address = CallerAddress();
  asm volatile("" : "+r"(address));  // no tail call
  return address;
}

[[gnu::noinline]] KnownPlace OuterFunction() {
  KnownPlace place;
  place.outer_line = __LINE__ + 1;
  const void* address = InlinedInner(&place.inner_line);
  place.frame = FrameOf(address);
  return place;
}

}  // namespace

RawFrame FrameOf(const void* address) {
  Search search{reinterpret_cast<uint64_t>(address), {}};
  ::dl_iterate_phdr(Look, &search);
  return search.frame;
}

KnownPlace InlinedPlace() {
  return OuterFunction();
}

std::string ReadWhole(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace bulkhead
