#include "browser/compartment/pidfd.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "ipc/os/wait_status.h"

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

namespace bulkhead {
namespace {

// linux/pidfd.h of Linux 6.15, its first version (PIDFD_INFO_SIZE_VER0): the headers here may be older.
struct PidfdInfo {
  uint64_t mask;
  uint64_t cgroup_id;
  uint32_t pid, tgid, ppid;
  uint32_t ruid, rgid, euid, egid, suid, sgid, fsuid, fsgid;
  int32_t exit_code;
};
static_assert(sizeof(PidfdInfo) == 64);
constexpr uint64_t kPidfdInfoExit = 1u << 3;
constexpr unsigned long kPidfdGetInfo = _IOWR(0xFF, 11, PidfdInfo);

Reaped Reap(idtype_t type, id_t id) {
  Reaped reaped;
  siginfo_t info{};
  int result;
  do {
    result = ::waitid(type, id, &info, WEXITED | WNOHANG | __WALL);
  } while (result < 0 && errno == EINTR);
  if (result < 0) {
    reaped.done = true;
  } else if (info.si_pid != 0) {
    reaped.done = true;
    reaped.known = true;
    reaped.status = WaitStatusOf(info);
  }
  return reaped;
}

}  // namespace

Result<UniqueFd> OpenPidfd(pid_t pid) {
  const long fd = ::syscall(SYS_pidfd_open, pid, 0);
  if (fd < 0) {
    return ErrnoError();
  }
  return UniqueFd(static_cast<int>(fd));
}

void SignalPidfd(int pidfd, int signal) {
  ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0);
}

bool HasEnded(int pidfd) {
  pollfd watched{pidfd, POLLIN, 0};
  return ::poll(&watched, 1, 0) == 1;
}

void KillPidfd(int pidfd) {
  SignalPidfd(pidfd, SIGKILL);
}

Result<int> WaitStatusOfReaped(int pidfd) {
  PidfdInfo info{};
  info.mask = kPidfdInfoExit;
  if (::ioctl(pidfd, kPidfdGetInfo, &info) != 0) {
    return ErrnoError();
  }
  if ((info.mask & kPidfdInfoExit) == 0) {
    return ErrnoError(ESRCH);
  }
  return info.exit_code;
}

pid_t PidOfPidfd(int pidfd) {
  const std::string path = "/proc/self/fdinfo/" + std::to_string(pidfd);
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[512];
  const ssize_t got = file.valid() ? ::read(file.get(), text, sizeof(text) - 1) : -1;
  if (got <= 0) {
    return 0;
  }
  text[got] = '\0';
  const char* line = std::strstr(text, "\nPid:");
  const int pid = line != nullptr ? std::atoi(line + std::strlen("\nPid:")) : 0;
  return pid > 0 ? pid : 0;
}

Reaped ReapPidfd(int pidfd) {
  return Reap(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(pidfd));
}

Reaped ReapGroup(pid_t group) {
  for (;;) {
    const Reaped one = Reap(P_PGID, static_cast<id_t>(group));
    if (!one.known) {
      return one;
    }
  }
}

std::string DescribeEnd(const char* who, const Reaped& reaped) {
  std::string text = who;
  if (!reaped.known) {
    return text + " is gone";
  }
  if (WIFSIGNALED(reaped.status)) {
    return text + " was killed by signal " + std::to_string(WTERMSIG(reaped.status)) + " (" +
           ::strsignal(WTERMSIG(reaped.status)) + ")";
  }
  return text + " exited with status " + std::to_string(WEXITSTATUS(reaped.status));
}

}  // namespace bulkhead
