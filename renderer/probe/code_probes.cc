// Memory that can be executed and was written by the page. Nothing in it is ever run.
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ipc/os/unique_fd.h"
#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

constexpr size_t kPage = 4096;

ProbeVerdict OfMapping(void* memory, const char* text) {
  if (memory == MAP_FAILED) {
    return ProbeVerdict::Refused();
  }
  ::munmap(memory, kPage);
  return ProbeVerdict::Succeeded(text);
}

ProbeVerdict WritableCode(const ProbeTargets&) {
  return OfMapping(::mmap(nullptr, kPage, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                   "memory to write and to execute");
}

ProbeVerdict CodeOfMemory(const ProbeTargets&) {
  const UniqueFd fd(::memfd_create("probe", MFD_CLOEXEC));
  if (!fd.valid() || ::ftruncate(fd.get(), kPage) != 0) {
    return ProbeVerdict::Refused();
  }
  return OfMapping(::mmap(nullptr, kPage, PROT_READ | PROT_EXEC, MAP_SHARED, fd.get(), 0), "a memfd to execute");
}

template <class Protect>
ProbeVerdict MakeExecutable(Protect protect, const char* text) {
  void* memory = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return ProbeVerdict::NotTried("no memory");
  }
  const ProbeVerdict verdict = ProbeVerdict::Of(protect(memory), text);
  ::munmap(memory, kPage);
  return verdict;
}

ProbeVerdict Mprotect(const ProbeTargets&) {
  return MakeExecutable([](void* memory) { return ::mprotect(memory, kPage, PROT_READ | PROT_EXEC); },
                        "what was written became code");
}

ProbeVerdict PkeyMprotect(const ProbeTargets&) {
  return MakeExecutable(
      [](void* memory) { return ::syscall(SYS_pkey_mprotect, memory, kPage, PROT_READ | PROT_EXEC, -1); },
      "what was written became code");
}

// From then on everything that is readable would be executable.
ProbeVerdict Personality(const ProbeTargets&) {
  const int before = ::personality(READ_IMPLIES_EXEC);
  if (before >= 0) {
    ::personality(static_cast<unsigned long>(before));
  }
  return ProbeVerdict::Of(before, "READ_IMPLIES_EXEC");
}

ProbeVerdict RemapPages(const ProbeTargets&) {
  void* memory = ::mmap(nullptr, 2 * kPage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return ProbeVerdict::Refused();
  }
  const ProbeVerdict verdict =
      ProbeVerdict::Of(::syscall(SYS_remap_file_pages, memory, kPage, 0, 1, 0), "pages in another order");
  ::munmap(memory, 2 * kPage);
  return verdict;
}

constexpr Probe kProbes[] = {
    {"code.mmap_rwx", WritableCode}, {"code.mmap_memfd", CodeOfMemory},     {"code.mprotect", Mprotect},
    {"code.pkey_mprotect", PkeyMprotect}, {"code.personality", Personality}, {"code.remap_file_pages", RemapPages},
};

}  // namespace

std::span<const Probe> CodeProbes() { return kProbes; }

}  // namespace bulkhead
