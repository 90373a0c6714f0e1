// The few numbers that the host takes from /proc/PID files, parsed. Fields that are missing stay nullopt: a figure that
// cannot be read is null, never nought.
#ifndef BULKHEAD_BROWSER_CORE_PROC_TEXT_H_
#define BULKHEAD_BROWSER_CORE_PROC_TEXT_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bulkhead {

// /proc/PID/status: what stands behind "Name:" at the beginning of a line, once for each such line.
std::vector<std::string_view> ProcValues(std::string_view text, std::string_view name);

// /proc/PID/status and /proc/PID/smaps_rollup: the number behind "Name:", in the file's own unit (kB).
std::optional<uint64_t> ProcField(std::string_view text, std::string_view name);

// RssAnon + VmSwap + VmPTE of a status file, in bytes; nullopt for a process without memory (a zombie).
std::optional<uint64_t> OwnMemoryBytes(std::string_view status);

// /proc/PID/stat and /proc/PID/task/TID/stat.
struct ProcStat {
  char state = '?';
  bool exiting = false;  // has begun to end, by its own exit or by a signal; nothing brings it back
  int parent = 0;
  uint64_t cpu_ticks = 0;    // user + system, of sysconf(_SC_CLK_TCK) a second
  uint64_t start_ticks = 0;  // with the pid, names a process for good
  // As wait(2) gives it, of a process that is dead and not reaped. Nought is none: the kernel shows it for what the reader
  // may not see, too.
  std::optional<int> wait_status;
};
std::optional<ProcStat> ParseProcStat(std::string_view text);

}  // namespace bulkhead

#endif  // BULKHEAD_BROWSER_CORE_PROC_TEXT_H_
