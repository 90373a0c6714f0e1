#include "renderer/process/children.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "ipc/os/wait_status.h"
#include "renderer/process/proc_files.h"

namespace bulkhead {

std::vector<pid_t> ListChildren(pid_t highest) {
  std::vector<pid_t> children;
  const std::string file = "/proc/self/task/" + std::to_string(::getpid()) + "/children";
  if (Result<std::string> listed = ReadProcFile(file.c_str())) {
    const char* at = listed->c_str();
    char* end = nullptr;
    for (long pid = std::strtol(at, &end, 10); end != at; pid = std::strtol(at, &end, 10)) {
      children.push_back(static_cast<pid_t>(pid));
      at = end;
    }
    return children;
  }
  for (pid_t pid = 2; pid <= highest; ++pid) {
    siginfo_t info{};
    // Reaps nothing: ECHILD tells who is not a child.
    if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0) {
      children.push_back(pid);
    }
  }
  return children;
}

pid_t MaxPid() {
  static const pid_t max = [] {
    Result<std::string> text = ReadProcFile("/proc/sys/kernel/pid_max");
    const int value = text ? std::atoi(text->c_str()) : 0;
    return value > 0 ? value : 4 * 1024 * 1024;  // PID_MAX_LIMIT on 64 bits
  }();
  return max;
}

std::optional<ChildEnd> FindEndedChild() {
  siginfo_t info{};
  rusage usage{};
  // waitid(2) as the kernel has it: the C library's is without the fifth argument. __WALL: a child whose end is told with no
  // signal is a child too.
  const long found = ::syscall(SYS_waitid, P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL, &usage);
  if (found != 0 || info.si_pid == 0) {
    return std::nullopt;
  }
  return ChildEnd{info.si_pid, WaitStatusOf(info), usage};
}

}  // namespace bulkhead
