#include "tools/benchmarks/compartment_bench.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "ipc/crash_area.h"
#include "ipc/os/check.h"
#include "ipc/os/memfd.h"
#include "ipc/os/socket_pair.h"
#include "proto/control.pb.h"

namespace bulkhead {

void BenchRenderer::OnFrame(Frame& frame) {
  control::Hello hello;
  if (frame.header.number == proto::HELLO && control->Parse(frame, hello)) {
    threads = hello.threads();
  }
}

CompartmentBench::CompartmentBench(SandboxMode mode) {
  HostOptions options;
  options.sandbox = mode;
  compartment_ = Compartment::Start(loop_, options, BULKHEAD_RENDERER_PROGRAM, clock_, *this);
  RunUntil([this] { return ready_; });
}

CompartmentBench::~CompartmentBench() {
  bool done = false;
  compartment_->Shutdown([&done] { done = true; });
  RunUntil([&done] { return done; });
}

void CompartmentBench::OnCompartmentFailed(const StepFailure& failure) {
  std::fprintf(stderr, "the compartment cannot be made: %s: %s\n", failure.step.c_str(), failure.why.c_str());
  std::exit(1);
}

void CompartmentBench::RunUntil(const std::function<bool()>& condition) {
  while (!condition()) {
    loop_.restart();
    loop_.run_one();
  }
}

std::unique_ptr<BenchRenderer> CompartmentBench::Request() {
  auto renderer = std::make_unique<BenchRenderer>();
  SocketPair control = std::move(CreateSocketPair(SOCK_STREAM).value());
  SocketPair frames = std::move(CreateSocketPair(SOCK_STREAM).value());
  int log[2];
  BULKHEAD_CHECK(::pipe2(log, O_CLOEXEC | O_NONBLOCK) == 0);
  renderer->log.Reset(log[0]);
  renderer->frames = std::move(frames.ours);
  renderer->control = std::make_unique<Channel>(loop_, std::move(control.ours), ChannelOptions{}, *renderer, clock_);
  renderer->control->Start();
  SpawnDescriptors descriptors;
  descriptors.control = std::move(control.theirs);
  descriptors.frames = std::move(frames.theirs);
  descriptors.crash_area = std::move(CreateSharedMemory("crash", kCrashAreaBytes).value());
  descriptors.log_pipe.Reset(log[1]);
  compartment_->Spawn(std::move(descriptors), [target = renderer.get()](SpawnOutcome outcome) {
    if (!outcome.ok) {
      std::fprintf(stderr, "no renderer: %s: %s\n", outcome.failure.step.c_str(), outcome.failure.why.c_str());
      std::exit(1);
    }
    target->outcome = std::move(outcome);
  });
  return renderer;
}

void CompartmentBench::Kill(const BenchRenderer& renderer) {
  ::syscall(SYS_pidfd_send_signal, renderer.outcome->renderer.pidfd.get(), SIGKILL, nullptr, 0);
  RunUntil([&] { return exited_ == renderer.outcome->renderer.compartment_pid; });
}

}  // namespace bulkhead
