#include "renderer/process/main_stack.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

// The dynamic linker's note of where the kernel had put the stack pointer.
extern "C" void* __libc_stack_end;  // NOLINT: its name

namespace bulkhead {
namespace {

// Where there is no limit; the kernel's own default.
constexpr size_t kDefaultBytes = 8 * 1024 * 1024;

}  // namespace

StackRange MainStack() {
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const uintptr_t high = (reinterpret_cast<uintptr_t>(__libc_stack_end) + page - 1) / page * page;
  rlimit limit{};
  size_t bytes = kDefaultBytes;
  if (::getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    bytes = std::max<size_t>(limit.rlim_cur / page * page, page);
  }
  // The kernel counts the arguments and the environment above into the limit.
  bytes -= std::min<size_t>(bytes / 2, page);
  return {reinterpret_cast<void*>(high - bytes), bytes};
}

}  // namespace bulkhead
