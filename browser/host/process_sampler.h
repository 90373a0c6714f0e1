// What /proc says about a process. Small blocking reads of files that the kernel makes up: microseconds, never a disk. A
// pid is only a name to look under: callers hold the pidfd, and what is read of a process that has just died is nothing.
#ifndef BULKHEAD_BROWSER_HOST_PROCESS_SAMPLER_H_
#define BULKHEAD_BROWSER_HOST_PROCESS_SAMPLER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "browser/core/hang_monitor.h"

namespace bulkhead {

// nullopt: gone, hidden or refused.
std::optional<std::string> ReadProcFile(int pid, const std::string& name);

struct MemorySample {
  uint64_t own_bytes = 0;           // RssAnon + VmSwap + VmPTE
  uint64_t peak_rss_kib = 0;        // VmHWM
};
std::optional<MemorySample> SampleMemory(int pid);
// The main thread of `pid`: its state, CPU time, and whether a debugger holds the process.
std::optional<ThreadSample> SampleMainThread(int pid);
// Of smaps_rollup; nullopt where that is refused (a non-dumpable process, to an ordinary user).
std::optional<uint64_t> PrivateDirtyKib(int pid);

struct ProcessUse {
  uint64_t cpu_ns = 0;  // user and system, all threads
  uint64_t rss_kib = 0;
  uint32_t threads = 0;
};
std::optional<ProcessUse> SampleUse(int pid);

// Clock ticks since boot at which it started: with the pid, its name for good.
std::optional<uint64_t> StartTicks(int pid);

// Whether it has begun to end, as the kernel sees it; false also where that cannot be read.
bool IsExiting(int pid);

// How a process ended that is dead and not reaped, as wait(2) says it; nullopt also where that may not be seen.
std::optional<int> WaitStatusOfZombie(int pid);

// This process.
uint64_t OpenDescriptors();
// Those of the kinds that a host makes: sockets, pipes, pidfds, memfds. Not files: others may be writing theirs.
uint64_t OpenHostDescriptors();
struct ChildProcess {
  int pid = 0;
  char state = '?';
};
std::vector<ChildProcess> Children();

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_HOST_PROCESS_SAMPLER_H_
