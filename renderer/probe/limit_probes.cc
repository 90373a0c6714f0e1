// More than its share: limits, priorities, identities, memory.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "renderer/probe/probe.h"

namespace bulkhead {
namespace {

constexpr size_t kPage = 4096;

ProbeVerdict RaiseLimit(const ProbeTargets&) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return ProbeVerdict::Refused();
  }
  ++limit.rlim_max;
  return ProbeVerdict::Of(::setrlimit(RLIMIT_NOFILE, &limit), "a higher hard limit");
}

ProbeVerdict BecomeRoot(const ProbeTargets&) {
  return ProbeVerdict::Of(::syscall(SYS_setresuid, 0, 0, 0), "it is root");
}

ProbeVerdict RealTime(const ProbeTargets&) {
  sched_param highest{};
  highest.sched_priority = 1;
  const int set = ::sched_setscheduler(0, SCHED_FIFO, &highest);
  if (set == 0) {
    const sched_param ordinary{};
    ::sched_setscheduler(0, SCHED_OTHER, &ordinary);
  }
  return ProbeVerdict::Of(set, "real time");
}

ProbeVerdict Hurry(const ProbeTargets&) {
  return ProbeVerdict::Of(::setpriority(PRIO_PROCESS, 0, -1), "a better priority");
}

// One page of tables for each 2 MiB that is touched, and nothing that a limit on resident memory counts: 12 MiB here. The
// renderer's own 4 GiB are not enough for it.
ProbeVerdict PageTables(const ProbeTargets&) {
  constexpr size_t kBytes = size_t{6} << 30;
  constexpr size_t kStep = size_t{2} << 20;
  void* memory = ::mmap(nullptr, kBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    return ProbeVerdict::Refused();
  }
  for (size_t at = 0; at < kBytes; at += kStep) {
    static_cast<void>(*(static_cast<volatile const char*>(memory) + at));
  }
  ::munmap(memory, kBytes);
  return ProbeVerdict::Succeeded("3072 tables for pages that count nowhere");
}

ProbeVerdict Descriptors(const ProbeTargets&) {
  constexpr size_t kMany = 256;
  std::vector<int> copies;
  int error = 0;
  while (copies.size() < kMany) {
    const int copy = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) {
      error = errno;
      break;
    }
    copies.push_back(copy);
  }
  const size_t had = copies.size();
  for (const int copy : copies) {
    ::close(copy);
  }
  return had == kMany ? ProbeVerdict::Succeeded("256 descriptors more")
                      : ProbeVerdict::Refused(error, "after " + std::to_string(had));
}

ProbeVerdict Lock(const ProbeTargets&) {
  void* memory = ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return ProbeVerdict::NotTried("no memory");
  }
  const ProbeVerdict verdict = ProbeVerdict::Of(::mlock(memory, kPage), "memory that is never swapped");
  ::munmap(memory, kPage);
  return verdict;
}

constexpr Probe kProbes[] = {
    {"limit.raise", RaiseLimit},   {"limit.setresuid", BecomeRoot},  {"limit.sched_fifo", RealTime},
    {"limit.nice", Hurry},         {"limit.page_tables", PageTables}, {"limit.descriptors", Descriptors},
    {"limit.mlock", Lock},
};

}  // namespace

std::span<const Probe> LimitProbes() { return kProbes; }

}  // namespace bulkhead
