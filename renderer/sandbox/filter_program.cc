#include "renderer/sandbox/filter_program.h"

#include <cerrno>
#include <cstring>
#include <linux/seccomp.h>
#include <memory>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bulkhead {
namespace {

struct ReleaseFilter {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

uint32_t ActionOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllow:
      return SCMP_ACT_ALLOW;
    case Verdict::kNoSuchCall:
      return SCMP_ACT_ERRNO(ENOSYS);
    case Verdict::kTryAgain:
      return SCMP_ACT_ERRNO(EAGAIN);
    case Verdict::kForbidden:
      return SCMP_ACT_ERRNO(EPERM);
  }
  return SCMP_ACT_TRAP;
}

// 0 or a negative errno. Numbers are this machine's: libseccomp finds the other architecture's by name.
int AddRule(scmp_filter_ctx filter, const SystemCallRule& rule) {
  const int number = ::seccomp_syscall_resolve_name(rule.name);
  if (number < 0) {
    return number == __NR_SCMP_ERROR ? -ENOSYS : 0;  // libseccomp's own numbers: a call of other architectures
  }
  std::vector<scmp_arg_cmp> tests;
  for (const ArgumentTest& test : rule.tests) {
    tests.push_back({test.index, SCMP_CMP_MASKED_EQ, test.mask, test.value});
  }
  return ::seccomp_rule_add_array(filter, ActionOf(rule.verdict), number, static_cast<unsigned>(tests.size()),
                                  tests.data());
}

// libseccomp writes a program to a descriptor only.
FilterProgram Export(scmp_filter_ctx filter, std::string* error) {
  const UniqueFd file(::memfd_create("filter", MFD_CLOEXEC));
  if (!file.valid()) {
    *error = std::string("memfd_create: ") + std::strerror(errno);
    return {};
  }
  if (const int failed = ::seccomp_export_bpf(filter, file.get()); failed != 0) {
    *error = std::string("seccomp_export_bpf: ") + std::strerror(-failed);
    return {};
  }
  FilterProgram program(static_cast<size_t>(::lseek(file.get(), 0, SEEK_END)) / sizeof(sock_filter));
  const size_t bytes = program.size() * sizeof(sock_filter);
  if (::pread(file.get(), program.data(), bytes, 0) != static_cast<ssize_t>(bytes)) {
    *error = std::string("read the program: ") + std::strerror(errno);
    return {};
  }
  return program;
}

sock_fprog CodeOf(const FilterProgram& program) {
  return {static_cast<unsigned short>(program.size()), const_cast<sock_filter*>(program.data())};
}

}  // namespace

FilterProgram BuildFilter(const std::vector<SystemCallGroup>& policy, Architecture architecture, std::string* error,
                          Unlisted unlisted) {
  const uint32_t otherwise = unlisted == Unlisted::kTrap ? SCMP_ACT_TRAP : SCMP_ACT_NOTIFY;
  const Filter filter(::seccomp_init(otherwise));
  if (filter == nullptr) {
    *error = "seccomp_init failed";
    return {};
  }
  // libseccomp's names of architectures are the kernel's, but for x32.
  if (architecture != kThisMachine && architecture != ::seccomp_arch_native()) {
    if (::seccomp_arch_add(filter.get(), architecture) != 0 ||
        ::seccomp_arch_remove(filter.get(), SCMP_ARCH_NATIVE) != 0) {
      *error = "seccomp_arch_add failed";
      return {};
    }
  }
  // The default for another ABI kills one thread and leaves half a process.
  ::seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, otherwise);
  ::seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);
  for (const SystemCallGroup& group : policy) {
    for (const SystemCallRule& rule : group.rules) {
      if (const int failed = AddRule(filter.get(), rule); failed != 0) {
        *error = std::string("rule for ") + rule.name + ": " + std::strerror(-failed);
        return {};
      }
    }
  }
  return Export(filter.get(), error);
}

void NameOwnPid(FilterProgram& program, uint32_t pid) {
  for (sock_filter& instruction : program) {
    if (instruction.code == (BPF_JMP | BPF_JEQ | BPF_K) && instruction.k == kOwnPid) {
      instruction.k = pid;
    }
  }
}

int InstallFilter(const FilterProgram& program) {
  const sock_fprog code = CodeOf(program);
  const long result = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &code);
  if (result == 0) {
    return 0;
  }
  return result > 0 ? ESRCH : errno;  // the id of a thread that has a filter of its own
}

Result<UniqueFd> InstallTellingFilter(const FilterProgram& program) {
  const sock_fprog code = CodeOf(program);
  // The result is a descriptor: a thread that could not be taken along is told by an error here, not by its id.
  constexpr unsigned kFlags =
      SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_TSYNC_ESRCH | SECCOMP_FILTER_FLAG_NEW_LISTENER;
  const long listener = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, kFlags, &code);
  if (listener < 0) {
    return ErrnoError();
  }
  return UniqueFd(static_cast<int>(listener));
}

}  // namespace bulkhead
