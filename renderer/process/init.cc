#include "renderer/process/init.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "ipc/crash_area.h"
#include "ipc/os/clock.h"
#include "renderer/process/children.h"
#include "renderer/process/init_reporter.h"
#include "renderer/process/start_up_order.h"
#include "renderer/process/zygote.h"
#include "renderer/sandbox/system_call_policy.h"

namespace bulkhead {
namespace {

void OnChild(int) {}  // its only work is to end ppoll()

uint64_t Microseconds(const timeval& time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000 + static_cast<uint64_t>(time.tv_usec);
}

}  // namespace

void Init::Run() {
  InitReporter reporter(start_up_);
  RunSteps(InitOrder(), start_up_, start_up_, reporter, kInitSocket);

  struct sigaction action {};
  action.sa_handler = OnChild;
  ::sigaction(SIGCHLD, &action, nullptr);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGCHLD);
  sigset_t waiting;
  ::sigprocmask(SIG_BLOCK, &blocked, &waiting);

  reporter.OnStep("zygote");
  PauseBefore(start_up_, "zygote", kInitSocket);
  Listen();
  StartZygote(UniqueFd(kZygoteSocket));
  if (zygote_ == 0) {
    reporter.OnStepFailed("zygote", StepResult::Failed(errno, "fork"));
  }
  reporter.OnStepDone("zygote");
  ReportReady();

  std::vector<pollfd> polls;
  for (;;) {
    Reap();
    polls.assign(1, {kInitSocket, POLLIN | POLLRDHUP, 0});
    if (listeners_) {
      listeners_->AddTo(polls);
    }
    if (::ppoll(polls.data(), polls.size(), nullptr, &waiting) <= 0) {
      continue;
    }
    if (listeners_) {
      listeners_->Serve(std::span(polls).subspan(1));
    }
    if (polls[0].revents == 0) {
      continue;
    }
    // What arrived before the end is still read: the end shows as EPIPE.
    Result<Packet> packet = ReceivePacket(kInitSocket);
    if (!packet) {
      End();
    }
    OnCommand(*packet);
  }
}

void Init::Listen() {
  if (!start_up_.config.learning()) {
    return;
  }
  listeners_.emplace(std::move(start_up_.listeners.init),
                     RendererPolicy({.faults = start_up_.config.faults(), .learning = true}),
                     (start_up_.namespaces & CLONE_NEWPID) != 0, [this](const spawn::InitEvent::LearnedCall& learned) {
                       spawn::InitEvent event;
                       *event.mutable_learned_call() = learned;
                       Report(event);
                     });
}

void Init::StartZygote(UniqueFd socket) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    listeners_.reset();  // those of the renderers of zygotes before it
    RunZygote(start_up_, std::move(socket));
  }
  if (pid < 0) {
    return;
  }
  zygote_ = pid;
  spawn::InitEvent event;
  event.mutable_zygote_started()->set_pid(pid);
  Report(event);
}

void Init::Reap() {
  for (;;) {
    const std::optional<ChildEnd> end = FindEndedChild();
    if (!end) {
      return;
    }
    // Told first: to reap waits, spinning in the kernel, until the last thread has left its processor (measured: 2 ms).
    ReportExit(end->pid, end->wait_status, end->usage);
    while (::wait4(end->pid, nullptr, __WALL, nullptr) < 0 && errno == EINTR) {
    }
  }
}

void Init::ReportExit(pid_t pid, int status, const rusage& usage) {
  spawn::InitEvent event;
  if (pid == zygote_) {
    zygote_ = 0;
    event.mutable_zygote_exited()->set_wait_status(status);
  } else {
    if (listeners_) {
      listeners_->OnExit(pid);
    }
    spawn::InitEvent::Exited& exited = *event.mutable_exited();
    exited.set_pid(pid);
    exited.set_wait_status(status);
    exited.set_user_us(Microseconds(usage.ru_utime));
    exited.set_system_us(Microseconds(usage.ru_stime));
    exited.set_max_rss_kib(static_cast<uint64_t>(usage.ru_maxrss));
    exited.set_at_ns(MonotonicNs());
  }
  Report(event);
}

void Init::OnCommand(Packet& packet) {
  spawn::InitCommand command;
  if (!command.ParseFromString(packet.payload) || !command.has_start_zygote() || packet.descriptors.size() != 1) {
    End();  // our own browser does not send this
  }
  KillZygote();
  // Before the new zygote: what that one makes is nobody's yet either.
  KillUnhosted(command.start_zygote());
  StartZygote(std::move(packet.descriptors[0]));
  if (zygote_ == 0) {
    spawn::InitEvent event;
    event.mutable_zygote_exited()->set_wait_status(W_EXITCODE(kStartupFailedExit, 0));
    Report(event);
  }
}

void Init::KillZygote() {
  if (zygote_ == 0) {
    return;
  }
  ::kill(zygote_, SIGKILL);
  int status = 0;
  rusage usage{};
  const pid_t pid = zygote_;
  while (::wait4(pid, &status, __WALL, &usage) < 0 && errno == EINTR) {
  }
  ReportExit(pid, status, usage);
}

void Init::KillUnhosted(const spawn::InitCommand::StartZygote& command) {
  const auto& hosted = command.hosted_pids();
  // Pids of a namespace are given out in order: nobody older than a child made now is above it, until they wrap around.
  const pid_t newest = ::vfork();
  if (newest == 0) {
    ::_exit(0);
  }
  while (newest > 0 && ::waitpid(newest, nullptr, 0) < 0 && errno == EINTR) {
  }
  const bool in_order = newest > highest_pid_;
  highest_pid_ = std::max(highest_pid_, newest);
  for (const pid_t pid : ListChildren(in_order ? newest : MaxPid())) {
    if (std::find(hosted.begin(), hosted.end(), pid) == hosted.end()) {
      ::kill(pid, SIGKILL);
    }
  }
}

void Init::ReportReady() {
  spawn::InitEvent event;
  spawn::InitEvent::Ready& ready = *event.mutable_ready();
  for (const spawn::Step& step : start_up_.steps) {
    *ready.add_steps() = step;
  }
  for (const Step<RendererBirth>& step : RendererOrder()) {
    if (step.layer != nullptr && step.run == nullptr) {
      start_up_.layers.Set(step.layer, "not built");
    } else if (step.layer != nullptr) {
      LeftOut(start_up_, step.layer, step.need);
    }
  }
  // What a renderer does itself is not done yet; a refusal there fails that renderer's start by name.
  for (const auto& [name, state] : start_up_.layers.All("applied")) {
    spawn::Layer& layer = *ready.add_layers();
    layer.set_name(name);
    layer.set_state(state);
  }
  for (const spawn::Module& module : start_up_.modules) {
    *ready.add_modules() = module;
  }
  Report(event);
}

void Init::Report(const spawn::InitEvent& event) {
  if (!SendPacket(kInitSocket, event.SerializeAsString())) {
    End();
  }
}

void Init::End() {
  if ((start_up_.namespaces & CLONE_NEWPID) == 0) {
    // No kernel takes them along: each also dies with us by its death signal, this is only sooner.
    for (const pid_t pid : ListChildren(MaxPid())) {
      ::kill(pid, SIGKILL);
    }
  }
  ::_exit(0);
}

}  // namespace bulkhead
