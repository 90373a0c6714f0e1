#include "browser/host/host_census.h"

#include <unistd.h>

#include <algorithm>

#include "browser/core/proc_text.h"
#include "browser/host/process_sampler.h"

namespace bulkhead {

HostCensus::HostCensus(bool whole) : whole_(whole), descriptors_(OpenHostDescriptors()) {
  for (const ChildProcess& child : Children()) {
    children_.insert(child.pid);
  }
}

void HostCensus::OnProcess(int host_pid) {
  if (const auto started = StartTicks(host_pid)) {
    processes_.insert({host_pid, *started});
  }
}

void HostCensus::OnProcessReaped(int host_pid) {
  processes_.erase(processes_.lower_bound({host_pid, 0}), processes_.upper_bound({host_pid, UINT64_MAX}));
}

HostSummary HostCensus::Take(uint64_t kept) const {
  HostSummary summary;
  uint64_t zombies = 0;
  uint64_t orphans = 0;
  for (const ChildProcess& child : whole_ ? Children() : std::vector<ChildProcess>()) {
    if (!children_.contains(child.pid)) {
      ++(child.state == 'Z' ? zombies : orphans);
    }
  }
  // Not our children but init's: still there under the same name means that nobody took them along.
  for (const auto& [pid, started] : processes_) {
    orphans += StartTicks(pid) == started ? 1 : 0;
  }
  summary.zombies = zombies;
  summary.orphans = orphans;
  if (whole_) {
    const uint64_t now = OpenHostDescriptors();
    summary.leaked_fds = now > descriptors_ + kept ? now - descriptors_ - kept : 0;
  }
  if (const auto status = ReadProcFile(::getpid(), "status")) {
    summary.rss_kib = ProcField(*status, "VmRSS");
    summary.threads = ProcField(*status, "Threads");
  }
  return summary;
}

}  // namespace bulkhead
