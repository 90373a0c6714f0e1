#include "renderer/faults/forbidden_calls.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "ipc/os/check.h"

namespace bulkhead {
namespace {

struct Call {
  long number;
  bool opens;  // a descriptor is its result
  long arguments[4];
};

long Address(const char* text) {
  return static_cast<long>(reinterpret_cast<intptr_t>(text));
}

Call Find(std::string_view name) {
  // As kForbiddenCalls. What they name does not exist, or is this process.
  const Call calls[] = {
      {SYS_openat, true, {AT_FDCWD, Address("/etc/passwd"), O_RDONLY | O_CLOEXEC, 0}},
      {SYS_socket, true, {AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0, 0}},
      {SYS_execve, false, {Address("/nowhere/at/all"), 0, 0, 0}},
      {SYS_ptrace, false, {PTRACE_PEEKDATA, 0, 0, 0}},
      {SYS_bpf, true, {5 /* BPF_PROG_LOAD */, 0, 0, 0}},
      {SYS_unshare, false, {CLONE_NEWUSER, 0, 0, 0}},
      {SYS_io_uring_setup, true, {1, 0, 0, 0}},
      {SYS_kill, false, {0, 0, 0, 0}},
      {SYS_mount, false, {Address("none"), Address("/nowhere/at/all"), Address("tmpfs"), 0}},
      {SYS_memfd_create, true, {Address("forbidden"), MFD_CLOEXEC, 0, 0}},
      {SYS_userfaultfd, true, {O_CLOEXEC, 0, 0, 0}},
  };
  static_assert(std::size(calls) == std::size(kForbiddenCalls));
  const auto found = std::ranges::find(kForbiddenCalls, name);
  BULKHEAD_CHECK(found != std::end(kForbiddenCalls));
  return calls[found - std::begin(kForbiddenCalls)];
}

std::string Answer(std::string_view name, long result, int error) {
  return std::string(name) + ": " + (result < 0 ? std::strerror(error) : "the kernel did it");
}

}  // namespace

std::string MakeForbiddenCall(std::string_view name) {
  const Call call = Find(name);
  const long* arguments = call.arguments;
  const long result = ::syscall(call.number, arguments[0], arguments[1], arguments[2], arguments[3], 0L);
  const int error = errno;
  if (call.opens && result >= 0) {
    ::close(static_cast<int>(result));
  }
  return Answer(name, result, error);
}

std::string MakeForeignCall(std::string_view abi) {
#if defined(__x86_64__)
  if (abi == "x32") {
    constexpr long kX32Bit = 0x40000000;
    const long result = ::syscall(kX32Bit | SYS_getpid);
    return Answer(abi, result, errno);
  }
  constexpr long kGetpid = 20;  // of i386
  long result = kGetpid;
  asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  return Answer(abi, result, static_cast<int>(-result));
#else
  return Answer(abi, -1,
                ENOSYS);  // no second one here that needs no program of its own
#endif
}

}  // namespace bulkhead
