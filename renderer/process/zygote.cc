#include "renderer/process/zygote.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <utility>
#include <vector>

#include "ipc/crash_area.h"
#include "ipc/os/clock.h"
#include "ipc/os/packet.h"
#include "renderer/process/clone.h"
#include "renderer/process/start_up_order.h"

namespace bulkhead {
namespace {

// A step that fails here has no one to tell but init, by the exit status: the browser's socket carries replies only.
class ZygoteObserver final : public StepObserver {
 public:
  void OnStep(const char*) override {}
  void OnStepDone(const char*) override {}
  [[noreturn]] void OnStepFailed(const char*, const StepResult&) override { ::_exit(kStartupFailedExit); }
};

void ResetSignals() {
  ::signal(SIGCHLD, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

class Zygote {
 public:
  Zygote(StartUp& start_up, UniqueFd socket) : start_up_(start_up), socket_(std::move(socket)) {}

  [[noreturn]] void Run() {
    PauseBefore(start_up_, kZygoteWait, socket_.get());
    for (;;) {
      std::vector<UniqueFd> descriptors;
      Result<size_t> bytes = ReceivePacket(socket_.get(), buffer_, descriptors);
      if (!bytes) {
        ::_exit(0);  // the browser is gone or has given this zygote up
      }
      spawn::SpawnRequest request;
      const bool good = request.ParseFromArray(buffer_.data(), static_cast<int>(*bytes)) &&
                        descriptors.size() == RendererBirth::kDescriptors;
      // Children inherit all memory: what one request held is not the next one's to find.
      ::explicit_bzero(buffer_.data(), buffer_.size());
      if (!good) {
        ::_exit(kStartupFailedExit);
      }
      PauseBefore(start_up_, kZygoteFork, socket_.get());
      Spawn(request, std::move(descriptors));
    }
  }

 private:
  void Spawn(const spawn::SpawnRequest& request, std::vector<UniqueFd> descriptors) {
    UniqueFd pidfd;
    Result<pid_t> pid = CloneSibling(start_up_.namespaces & CLONE_NEWPID, pidfd);
    const uint64_t forked_ns = MonotonicNs();
    if (pid && *pid == 0) {
      RunRenderer(start_up_, std::move(socket_), std::move(descriptors));
    }
    PauseBefore(start_up_, kZygoteReply, socket_.get());
    spawn::SpawnReply reply;
    reply.set_id(request.id());
    reply.set_forked_ns(forked_ns);
    if (pid) {
      reply.set_pid(*pid);
    } else {
      reply.set_error(pid.error().value());
      reply.set_step("clone");
    }
    const int sent = pidfd.get();
    const std::span<const int> with = pid ? std::span<const int>(&sent, 1) : std::span<const int>();
    if (!SendPacket(socket_.get(), reply.SerializeAsString(), with)) {
      ::_exit(0);
    }
  }

  StartUp& start_up_;
  UniqueFd socket_;
  std::array<char, 1024> buffer_{};  // a request is two numbers
};

}  // namespace

void RunZygote(StartUp& start_up, UniqueFd socket) {
  ::prctl(PR_SET_NAME, "bh-zygote");
  ResetSignals();
  ::fcntl(socket.get(), F_SETFL, ::fcntl(socket.get(), F_GETFL) & ~O_NONBLOCK);
  ZygoteObserver observer;
  RunSteps(ZygoteOrder(), start_up, start_up, observer, socket.get());
  Zygote zygote(start_up, std::move(socket));
  zygote.Run();
}

}  // namespace bulkhead
