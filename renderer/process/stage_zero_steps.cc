#include "renderer/process/stage_zero_steps.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "ipc/os/packet.h"
#include "renderer/process/clone.h"
#include "renderer/process/namespaces.h"
#include "renderer/process/proc_files.h"

namespace bulkhead {
namespace {

// Chromium's figure for its renderers: before the browser, after nothing else of the user's.
constexpr int kOomScore = 300;
constexpr int kNice = 10;
constexpr rlim_t kStackBytes = 8 * 1024 * 1024;
constexpr uid_t kNobody = 65534;

bool BrowserGone() {
  pollfd end{kInitSocket, POLLRDHUP, 0};
  return ::poll(&end, 1, 0) > 0 && (end.revents & (POLLRDHUP | POLLHUP)) != 0;
}

// Dies with the thread that spawned us; a browser that died before this call is seen by the end of its socket.
StepResult DieWithParent() {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
    return StepResult::Failed(errno, "PR_SET_PDEATHSIG");
  }
  if (BrowserGone()) {
    ::_exit(0);
  }
  return StepResult::Done();
}

}  // namespace

StepResult DieWithBrowser(StartUp&) {
  ::prctl(PR_SET_NAME, "bh-stage0");
  return DieWithParent();
}

StepResult CloseInherited(StartUp&) {
  // By number, not by flag: whatever the application left without CLOEXEC must not get below here.
  if (::syscall(SYS_close_range, kZygoteSocket + 1, ~0U, 0) != 0) {
    return StepResult::Failed(errno, "close_range");
  }
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) {
    return StepResult::Failed(errno, "/dev/null");
  }
  // init and the zygote say their last words on the browser's stderr; nobody below it holds its stdout.
  const int log = ::fcntl(STDERR_FILENO, F_GETFD) < 0 ? null : STDERR_FILENO;
  if (::dup2(null, STDIN_FILENO) < 0 || ::dup2(log, STDOUT_FILENO) < 0 || ::dup2(log, STDERR_FILENO) < 0) {
    return StepResult::Failed(errno, "dup2");
  }
  if (null > STDERR_FILENO) {
    ::close(null);
  }
  for (const int socket : {kInitSocket, kZygoteSocket}) {
    if (::fcntl(socket, F_SETFD, FD_CLOEXEC) != 0) {
      return StepResult::Failed(errno, "a socket is missing");
    }
    // Our ends block: these processes have nothing else to do than to wait for the browser.
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) & ~O_NONBLOCK);
  }
  return StepResult::Done();
}

StepResult ReadConfig(StartUp& start_up) {
  Result<Packet> packet = ReceivePacket(kInitSocket);
  if (!packet) {
    if (packet.error().value() == EPIPE) {
      ::_exit(0);
    }
    return StepResult::Failed(packet.error().value(), "recvmsg");
  }
  if (!start_up.config.ParseFromString(packet->payload)) {
    return StepResult::Failed(EBADMSG, "the first packet is no configuration");
  }
  if (start_up.config.build() != BULKHEAD_BUILD_ID) {
    return StepResult::Failed(0, "the browser is of build " + start_up.config.build() + ", this renderer program of " +
                                     BULKHEAD_BUILD_ID);
  }
  return StepResult::Done();
}

StepResult ResetPersonality(StartUp&) {
  ::umask(077);
  if (::personality(0) < 0) {
    return StepResult::Failed(errno, "personality");
  }
  return StepResult::Done();
}

StepResult SetStackLimit(StartUp&) {
  // Once, before the JavaScript VM is made: it takes its recursion limit from it, and a stack that is lowered later turns
  // a RangeError into a SIGSEGV.
  rlimit limit{};
  ::getrlimit(RLIMIT_STACK, &limit);
  limit.rlim_cur = std::min(kStackBytes, limit.rlim_max);
  if (::setrlimit(RLIMIT_STACK, &limit) != 0) {
    return StepResult::Failed(errno, "setrlimit");
  }
  return StepResult::Done();
}

StepResult StartProcessGroup(StartUp&) {
  // No signal of the terminal reaches the compartment. Not a session of its own: the scheduler's autogroup would weigh the
  // compartment against the browser as a whole, and then a woken browser waits for it far longer than for processes of a
  // lower priority in its own session (README.md).
  if (::setpgid(0, 0) != 0) {
    return StepResult::Failed(errno, "setpgid");
  }
  return StepResult::Done();
}

StepResult LowerPriority(StartUp&) {
  if (::getpriority(PRIO_PROCESS, 0) < kNice && ::setpriority(PRIO_PROCESS, 0, kNice) != 0) {
    return StepResult::Failed(errno, "setpriority");
  }
  return StepResult::Done();
}

StepResult RaiseOomScore(StartUp&) {
  constexpr const char* kFile = "/proc/self/oom_score_adj";
  Result<std::string> score = ReadProcFile(kFile);
  if (!score && score.error().value() == ENOENT) {
    return StepResult::Skipped("no /proc");  // "uid_map" cannot do without, and says so
  }
  if (!score) {
    return StepResult::Failed(score.error().value(), kFile);
  }
  if (std::atoi(score->c_str()) >= kOomScore) {
    return StepResult::Done();
  }
  if (Result<void> written = WriteProcFile(kFile, std::to_string(kOomScore)); !written) {
    return StepResult::Failed(written.error().value(), kFile);
  }
  return StepResult::Done();
}

StepResult SetNoNewPrivileges(StartUp&) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return StepResult::Failed(errno, "PR_SET_NO_NEW_PRIVS");
  }
  return StepResult::Done();
}

StepResult DropIdentity(StartUp& start_up) {
  if (::geteuid() == 0) {
    const uid_t uid = start_up.config.drop_uid() != 0 ? start_up.config.drop_uid() : kNobody;
    const gid_t gid = start_up.config.drop_gid() != 0 ? start_up.config.drop_gid() : kNobody;
    const char* refused = ::setgroups(0, nullptr) != 0          ? "setgroups"
                          : ::setresgid(gid, gid, gid) != 0     ? "setresgid"
                          : ::setresuid(uid, uid, uid) != 0     ? "setresuid"
                                                                : nullptr;
    if (refused != nullptr) {
      const StepResult failed = StepResult::Failed(errno, refused);
      // No layer of its own, but whoever goes on without it should read so.
      start_up.layers.Set("user", "renderers stay root: " + Explain(refused, failed.error));
      return failed;
    }
    // The change made the process non-dumpable (its /proc files root's, so no uid_map) and cleared the death signal.
    ::prctl(PR_SET_DUMPABLE, 1);
    if (StepResult tied = DieWithParent(); tied.kind != StepResult::Kind::kDone) {
      return tied;
    }
  }
  return StepResult::Done();
}

StepResult CloneInit(StartUp& start_up) {
  start_up.outer_uid = ::geteuid();
  start_up.outer_gid = ::getegid();
  UniqueFd pidfd;
  Result<pid_t> pid = CloneInNamespaces(start_up, pidfd);
  if (!pid) {
    return StepResult::Failed(pid.error().value(), "clone into new namespaces");
  }
  start_up.init_pid = *pid;
  start_up.init_pidfd = std::move(pidfd);
  return StepResult::Done();
}

StepResult AnnounceInit(StartUp& start_up) {
  spawn::InitEvent event;
  event.mutable_started()->set_pid(start_up.init_pid);
  for (const spawn::Step& step : start_up.steps) {
    *event.mutable_started()->add_steps() = step;
  }
  const int descriptors[] = {start_up.init_pidfd.get()};
  if (Result<void> sent = SendPacket(kInitSocket, event.SerializeAsString(), descriptors); !sent) {
    return StepResult::Failed(sent.error().value(), "send");
  }
  return StepResult::Done();
}

}  // namespace bulkhead
