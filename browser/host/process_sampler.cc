#include "browser/host/process_sampler.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "browser/core/proc_text.h"
#include "ipc/os/unique_fd.h"

namespace bulkhead {
namespace {

std::optional<std::string> ReadSmallFile(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) {
    return std::nullopt;
  }
  // status and stat are far below this; the kernel gives them in one read.
  std::array<char, 8192> buffer;
  const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
  if (got <= 0) {
    return std::nullopt;
  }
  return std::string(buffer.data(), static_cast<size_t>(got));
}

uint64_t NsPerTick() {
  static const uint64_t ns = 1'000'000'000ULL / static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
  return ns;
}

template <class Visit>
void EachEntry(const char* directory, Visit visit) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory), &::closedir);
  while (entries) {
    const dirent* entry = ::readdir(entries.get());
    if (entry == nullptr) {
      return;
    }
    if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') {
      visit(std::atoi(entry->d_name), ::dirfd(entries.get()));
    }
  }
}

std::optional<ProcStat> ReadProcStat(int pid, const std::string& name = "stat") {
  const auto text = ReadProcFile(pid, name);
  return text ? ParseProcStat(*text) : std::nullopt;
}

}  // namespace

std::optional<std::string> ReadProcFile(int pid, const std::string& name) {
  return ReadSmallFile("/proc/" + std::to_string(pid) + "/" + name);
}

std::optional<MemorySample> SampleMemory(int pid) {
  const auto status = ReadProcFile(pid, "status");
  if (!status) {
    return std::nullopt;
  }
  const auto own = OwnMemoryBytes(*status);
  if (!own) {
    return std::nullopt;
  }
  return MemorySample{*own, ProcField(*status, "VmHWM").value_or(0)};
}

std::optional<ThreadSample> SampleMainThread(int pid) {
  const auto status = ReadProcFile(pid, "status");
  const auto stat = ReadProcStat(pid, "task/" + std::to_string(pid) + "/stat");
  if (!status || !stat) {
    return std::nullopt;
  }
  return ThreadSample{stat->state, stat->cpu_ticks * NsPerTick(), ProcField(*status, "TracerPid").value_or(0) != 0};
}

std::optional<ProcessUse> SampleUse(int pid) {
  const auto status = ReadProcFile(pid, "status");
  const auto stat = ReadProcStat(pid);
  if (!status || !stat) {
    return std::nullopt;
  }
  return ProcessUse{stat->cpu_ticks * NsPerTick(), ProcField(*status, "VmRSS").value_or(0),
                    static_cast<uint32_t>(ProcField(*status, "Threads").value_or(0))};
}

std::optional<uint64_t> PrivateDirtyKib(int pid) {
  const auto text = ReadProcFile(pid, "smaps_rollup");
  return text ? ProcField(*text, "Private_Dirty") : std::nullopt;
}

std::optional<uint64_t> StartTicks(int pid) {
  const auto stat = ReadProcStat(pid);
  if (!stat) {
    return std::nullopt;
  }
  return stat->start_ticks;
}

bool IsExiting(int pid) {
  const auto stat = ReadProcStat(pid);
  return stat && stat->exiting;
}

std::optional<int> WaitStatusOfZombie(int pid) {
  const auto stat = ReadProcStat(pid);
  return stat ? stat->wait_status : std::nullopt;
}

uint64_t OpenDescriptors() {
  uint64_t count = 0;
  EachEntry("/proc/self/fd", [&](int fd, int own) { count += fd != own ? 1 : 0; });
  return count;
}

uint64_t OpenHostDescriptors() {
  uint64_t count = 0;
  EachEntry("/proc/self/fd", [&](int fd, int directory) {
    char target[64] = {};
    if (::readlinkat(directory, std::to_string(fd).c_str(), target, sizeof target - 1) < 0) {
      return;
    }
    const std::string_view name(target);
    for (const std::string_view kind : {"socket:", "pipe:", "/memfd:", "anon_inode:[pidfd]"}) {
      count += name.starts_with(kind) ? 1 : 0;
    }
  });
  return count;
}

std::vector<ChildProcess> Children() {
  std::vector<ChildProcess> children;
  const int self = ::getpid();
  EachEntry("/proc", [&](int pid, int) {
    const auto stat = ReadProcStat(pid);
    if (stat && stat->parent == self) {
      children.push_back({pid, stat->state});
    }
  });
  return children;
}

}  // namespace bulkhead
