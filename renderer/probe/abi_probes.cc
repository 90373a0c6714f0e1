// Other doors into the same kernel: the 32-bit and x32 tables, arguments that a filter and the kernel read differently,
// and the signal that the filter speaks with.
#include <fcntl.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ipc/os/unique_fd.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

// Above what the kernel reads of an int, within what a filter sees.
constexpr unsigned long kDirt = 1UL << 32;

#if defined(__x86_64__)

ProbeVerdict Call32(const ProbeTargets&) {
  constexpr long kGetpid = 20;  // of the i386 table; 20 is writev in ours
  long result = kGetpid;
  asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  return result >= 0 ? ProbeVerdict::Succeeded("a call of the 32-bit table")
                     : ProbeVerdict::Refused(static_cast<int>(-result));
}

ProbeVerdict CallX32(const ProbeTargets&) {
  constexpr long kX32 = 0x40000000;
  return ProbeVerdict::Of(::syscall(kX32 | SYS_getpid), "a call of the x32 table");
}

#else

ProbeVerdict Call32(const ProbeTargets&) {
  return ProbeVerdict::NotTried("this architecture has no such calls");
}

ProbeVerdict CallX32(const ProbeTargets&) {
  return ProbeVerdict::NotTried("this architecture has no such calls");
}

#endif

ProbeVerdict DirtyProtection(const ProbeTargets&) {
  const long memory = ::syscall(SYS_mmap, nullptr, 4096UL, kDirt | PROT_READ | PROT_EXEC,
                                static_cast<unsigned long>(MAP_PRIVATE | MAP_ANONYMOUS), -1L, 0L);
  if (memory < 0) {
    return ProbeVerdict::Refused();
  }
  ::munmap(reinterpret_cast<void*>(memory), 4096);
  return ProbeVerdict::Succeeded("memory to execute");
}

ProbeVerdict DirtyDomain(const ProbeTargets&) {
  const UniqueFd socket(static_cast<int>(::syscall(SYS_socket, kDirt | AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  return ProbeVerdict::Of(socket.get(), "a socket");
}

ProbeVerdict DirtyOption(const ProbeTargets&) {
  return ProbeVerdict::Of(::syscall(SYS_prctl, kDirt | PR_SET_DUMPABLE, 1, 0, 0, 0), "it is dumpable again");
}

ProbeVerdict Forbidden() {
  const UniqueFd watch(::inotify_init1(IN_CLOEXEC));
  return ProbeVerdict::Of(watch.get(), "a forbidden call, and life after it");
}

ProbeVerdict SignalBlocked(const ProbeTargets&) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGSYS);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return Forbidden();
}

ProbeVerdict SignalIgnored(const ProbeTargets&) {
  ::signal(SIGSYS, SIG_IGN);
  return Forbidden();
}

constexpr Probe kProbes[] = {
    {"abi.int80", Call32},
    {"abi.x32", CallX32},
    {"abi.dirty_mmap", DirtyProtection},
    {"abi.dirty_socket", DirtyDomain},
    {"abi.dirty_prctl", DirtyOption},
    {"abi.sigsys_blocked", SignalBlocked},
    {"abi.sigsys_ignored", SignalIgnored},
};

}  // namespace

std::span<const Probe> AbiProbes() { return kProbes; }

}  // namespace bulkhead
